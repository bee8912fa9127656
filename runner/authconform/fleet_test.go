package main

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/targets"
)

// No file of a fleet shows a secret of any of its targets, though each of them says in every answer what it was sent: not in the
// reports of another, nor in its own, nor in what is written of all.
func TestNothingOfAFleetLeaks(t *testing.T) {
	if testing.Short() {
		t.Skip("asks a fleet, and searches all that it leaves")
	}
	t.Parallel()
	dir := t.TempDir()
	environment, canaries := map[string]string{}, []string{}
	var list strings.Builder
	list.WriteString("targets:\n")
	for i, contract := range []string{"prioticket", "ticketpark", "prioticket"} {
		config := reference.Config{
			Contract: contract, ClientID: fmt.Sprintf("client-of-fleet-%d-q7Zk", i), ClientSecret: fmt.Sprintf("Fleet%d-kX9fQ2vW8sR4tY6u", i),
			Wrap: parroting, WrapPlain: parroting,
		}
		if contract == "ticketpark" {
			config.Username, config.Password = "user-of-fleet@example.com", "Password-of-fleet-3hJ7pL"
			canaries = append(canaries, config.Password)
		}
		canaries = append(canaries, config.ClientSecret)
		server, err := targets.Start(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = server.Close() })
		authority := filepath.Join(dir, fmt.Sprintf("ca-%d.pem", i))
		if err := os.WriteFile(authority, server.CA, 0o600); err != nil {
			t.Fatal(err)
		}
		variables := []string{}
		for name, value := range credentialsOf(server) {
			own := fmt.Sprintf("T%d_%s", i, name)
			environment[own] = value
			variables = append(variables, name+": "+own)
		}
		fmt.Fprintf(&list, "  - {name: t%d, contract: %s, base-url: %q, plain-url: %q, ca-cert: %q, variables: {%s}}\n",
			i, contract, server.BaseURL, server.PlainURL, authority, strings.Join(variables, ", "))
	}
	file := filepath.Join(dir, "fleet.yaml")
	if err := os.WriteFile(file, []byte(list.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	code, left := asked(t, environment, "fleet", file, "--metrics", filepath.Join(dir, "metrics.txt"), "--history", filepath.Join(dir, "nights"))
	if code != exitNonconformant && code != exitConformant || strings.Count(left["stdout"], "conformant") < 3 {
		t.Fatalf("exit code %d:\n%s%s", code, left["stdout"], left["stderr"])
	}
	files := 0
	for _, root := range []string{left["dir"], filepath.Join(dir, "nights"), filepath.Join(dir, "metrics.txt")} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			left[path] = string(text)
			files++
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 3*5+3+6+3+1 {
		t.Errorf("only %d files were searched", files)
	}
	wantNone(t, left, canaries)
}

// parroting says in a header field what a request showed.
func parroting(sound http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-You-Sent", r.Header.Get("Authorization"))
		sound.ServeHTTP(w, r)
	})
}

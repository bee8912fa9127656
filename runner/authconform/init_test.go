package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/prioticket"
	"github.com/authconform/authconform/runner/reference/ticketpark"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
)

// A stranger's contract is judged by what stands in its files: whatever is changed there changes what is found. Who is asked are
// targets that do what other documents say: one that is made of the changed contract keeps it.
func TestWhatAStarterSaysIsJudged(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the suite twenty times")
	}
	t.Parallel()
	policies := map[string]*reference.Policy{"client_credentials": prioticket.Policy(), "password": ticketpark.Policy()}
	for i, c := range []struct {
		name, grant    string
		from, to       string // in the document or in the facts
		profile        string
		code           int
		failed, warned []string
	}{
		{name: "as it is", grant: "client_credentials", warned: []string{"resource.garbage.challenge", "resource.longer-token.challenge", "resource.no-header.challenge", "resource.other-case.challenge", "resource.tampered.challenge"}},
		{name: "as it is, in full", grant: "client_credentials", profile: "full", warned: []string{"resource.garbage.challenge", "resource.longer-token.challenge", "resource.no-header.challenge", "resource.other-case.challenge", "resource.tampered.challenge"}},
		{name: "as it is", grant: "password"},
		{name: "as it is, in full", grant: "password", profile: "full"},
		{
			name: "another required member", grant: "password",
			from: "        - access_token\n", to: "        - access_token\n        - id_token\n",
			code: exitNonconformant, failed: []string{"token.body.id_token.required"},
		},
		{
			name: "another type", grant: "password",
			from: "        expires_in:\n          type: integer", to: "        expires_in:\n          type: string",
			code: exitNonconformant, failed: []string{"token.body.expires_in.type"},
		},
		{
			name: "one code less", grant: "password", from: "            - unsupported_grant_type\n",
			code: exitNonconformant, failed: []string{"errors.token-error.error.enum"},
		},
		{
			name: "another media type", grant: "password",
			from: "description: Tokens were issued (section 5.1).\n          content:\n            application/json", to: "description: x\n          content:\n            application/jwt",
			code: exitUsage, // a response that is no JSON is none that the suite can judge
		},
		{
			name: "a closed response", grant: "client_credentials",
			from: "      required: # a clause for each", to: "      additionalProperties: false\n      required:",
			warned: []string{"resource.garbage.challenge", "resource.longer-token.challenge", "resource.no-header.challenge", "resource.other-case.challenge", "resource.tampered.challenge"},
		},
		{
			name: "a closed response without scope", grant: "client_credentials",
			from: "        scope:\n          type: string\n      required: # a clause for each", to: "      additionalProperties: false\n      required:",
			code: exitNonconformant, failed: []string{"token.body.closed"}, warned: []string{"resource.garbage.challenge", "resource.longer-token.challenge", "resource.no-header.challenge", "resource.other-case.challenge", "resource.tampered.challenge"},
		},
		{name: "tokens side by side", grant: "password", from: "  # side-by-side: true", to: "  side-by-side: true"},
		{name: "tokens side by side, in full", grant: "password", from: "  # side-by-side: true", to: "  side-by-side: true", profile: "full"},
		{
			name: "tokens side by side, in full", grant: "client_credentials", from: "  # side-by-side: true", to: "  side-by-side: true", profile: "full",
			warned: []string{"resource.garbage.challenge", "resource.longer-token.challenge", "resource.no-header.challenge", "resource.other-case.challenge", "resource.tampered.challenge"},
		},
		{name: "one token at a time, and a strict resource, in full", grant: "client_credentials", from: "resource: rfc6750", to: "resource: strict", profile: "full"},
		{
			name: "a strict resource, in full", grant: "password", from: "resource: rfc6750", to: "resource: strict", profile: "full",
			code: exitNonconformant, failed: []string{
				"lifecycle.expiry.refused", "lifecycle.revoked.refused", "resource.empty-token.refused", "resource.garbage.refused", "resource.longer-token.refused",
				"resource.no-header.refused", "resource.other-case.refused", "resource.tampered-payload.refused", "resource.tampered-signature.refused",
			},
		},
		{name: "nothing promised of resources", grant: "client_credentials", from: "resource: rfc6750", to: "resource: none"},
		{name: "the key that chose rulings", grant: "password", from: "errors: rfc6749", to: "rulings: [20, 21, 23]", code: exitUsage},
		{name: "a clause that there is not", grant: "password", from: "token.valid.accepted: R", to: "token.vaild.accepted: R", code: exitUsage},
		{name: "a ruling that there is not", grant: "password", from: "ruling: 21", to: "ruling: 99", code: exitUsage},
		{
			name: "a parameter that the document does not have", grant: "password", from: "password: password}", to: "password: passwort}",
			code: exitUsage,
		},
		{name: "a misspelt key", grant: "password", from: "clause-sources:", to: "clause-source:", code: exitUsage},
	} {
		if i%stride(rowStride) != 0 {
			continue
		}
		t.Run(c.grant+", "+c.name, func(t *testing.T) {
			t.Parallel()
			document := started(t, c.grant, c.from, c.to)
			var (
				code int
				left map[string]string
			)
			inTime(func(life time.Duration) bool {
				code, left = askedBy(t, console{life: life, nobodys: true, policy: policies[c.grant]}, nil, "run", "--contract", document, "--profile", cmp.Or(c.profile, "core"))
				return c.profile == "full" && len(statuses(t, left["out/report.json"])["inconclusive"]) > 0
			})
			if code != c.code {
				t.Fatalf("exit code %d, wanted %d:\n%s%s", code, c.code, left["stdout"], left["stderr"])
			}
			found := statuses(t, left["out/report.json"])
			if !slices.Equal(found["failed"], c.failed) || !slices.Equal(found["warned"], c.warned) || len(found["inconclusive"]) > 0 {
				t.Errorf("failed %q, warned %q, inconclusive %q; wanted %q, %q and none:\n%s", found["failed"], found["warned"], found["inconclusive"], c.failed, c.warned, left["stdout"])
			}
		})
	}
}

// started writes a starter with one thing changed, in whichever of its files that is, and gives its document.
func started(t *testing.T, grant, from, to string) string {
	t.Helper()
	s, err := openapi.NewStarter(openapi.StarterName, grant)
	if err != nil {
		t.Fatal(err)
	}
	dir, changes := t.TempDir(), 0
	for name, text := range map[string][]byte{s.DocumentFile: s.Document, s.FactsFile: s.Facts} {
		if from != "" {
			changes += bytes.Count(text, []byte(from))
			text = bytes.Replace(text, []byte(from), []byte(to), 1)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if from != "" && changes != 1 {
		t.Fatalf("%q is in the starter %d times", from, changes)
	}
	return filepath.Join(dir, s.DocumentFile)
}

// statuses gives the clauses of a report by what became of them, each list in the report's order.
func statuses(t *testing.T, written string) map[string][]string {
	t.Helper()
	var report struct {
		Results []struct{ ID, Status string }
	}
	if err := json.Unmarshal([]byte(written), &report); err != nil {
		t.Fatal(err)
	}
	byStatus := map[string][]string{}
	for _, r := range report.Results {
		byStatus[r.Status] = append(byStatus[r.Status], r.ID)
	}
	return byStatus
}

// A starter names a source for every clause of its own, so that no report of a stranger's contract cites a page that it
// has never heard of; and none for a clause that there is not.
func TestStartersNameTheirSources(t *testing.T) {
	t.Parallel()
	for _, grant := range openapi.StarterGrants() {
		contract, err := openapi.Load(started(t, grant, "", ""))
		if err != nil {
			t.Fatal(err)
		}
		clauses, err := suites.Catalogue(contract)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range clauses {
			if source := string(c.Source); !strings.HasPrefix(source, "RFC ") && !strings.HasPrefix(source, "OpenAPI document, ") {
				t.Errorf("%s: the source of %s is %q", grant, c.ID, source)
			}
		}
		for id := range contract.Facts.ClauseSources {
			if !slices.ContainsFunc(clauses, func(c clause.Clause) bool { return c.ID == id }) {
				t.Errorf("%s: a source is given for %s, which is no clause", grant, id)
			}
		}
	}
}

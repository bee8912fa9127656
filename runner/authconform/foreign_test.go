package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// The client of the foreign server. Its secret has letters of both cases, so that it can be asked in the other.
const (
	foreignClient = "foreign-client"
	foreignSecret = "Foreign-Secret-1"
)

// TestForeignServer holds the suite to a server that nobody here wrote: github.com/go-oauth2/oauth2 v4.5.4, as its
// README sets it up. It was made for OAuth 2.0 and does not keep this contract. What is wrong with it is written
// down by hand, clause by clause; every clause that is not listed has to pass.
func TestForeignServer(t *testing.T) {
	t.Parallel()
	for _, run := range []struct {
		name, form string
		args       []string
		rows       []ruling
	}{
		{"client in the header", "form-encoded", nil, headerRulings()},
		{"client in the form", "credentials-in-form", []string{"-form"}, formRulings()}, // the README's own choice
	} {
		t.Run(run.name, func(t *testing.T) {
			contract, err := openapi.Load(target.DefaultContract)
			if err != nil {
				t.Fatal(err)
			}
			clauses, err := suites.Catalogue(contract)
			if err != nil {
				t.Fatal(err)
			}
			const base = "/v3.8/distributor"
			foreign := startForeign(t, append(run.args, "-tokens", base+"/oauth2/token", "-client", foreignClient+"="+foreignSecret)...)
			described := foreign.target(t, contract, base, map[string]string{
				"AUTHCONFORM_CLIENT_ID": foreignClient, "AUTHCONFORM_CLIENT_SECRET": foreignSecret,
			})
			rec, err := gather.Gather(t.Context(), gather.Run{
				Contract: contract, Target: described, Version: "test", Choice: "foreign", // the same spellings each time
			})
			if err != nil {
				t.Fatal(err)
			}
			if rec.Run.Form != run.form {
				t.Errorf("valid requests were taken in the form %q; wanted %q (R26)", rec.Run.Form, run.form)
			}
			compareRulings(t, clauses, suites.Judge(clauses, rec), run.rows)
		})
	}
}

// ruling says of some clauses what the suite has to find, what was seen, and why it is right.
type ruling struct {
	status clause.Status
	saw    string // the answers that were judged, or the clause that blocks these
	why    string
	ids    []string
}

// gravest ends a ruling on a token for somebody who must not have one (R11).
const gravest = ", gravest"

func compareRulings(t *testing.T, clauses []clause.Clause, outcomes []clause.Outcome, rows []ruling) {
	t.Helper()
	want, why, got := map[string]string{}, map[string]string{}, map[string]string{}
	for _, r := range rows {
		for _, id := range r.ids {
			if _, twice := want[id]; twice {
				t.Errorf("%s is ruled on twice", id)
			}
			want[id], why[id] = strings.TrimSuffix(string(r.status)+": "+r.saw, ": "), r.why
		}
	}
	for _, o := range outcomes {
		if _, listed := want[o.ID]; listed || o.Status != clause.Passed {
			got[o.ID] = ruled(o)
		}
	}
	if len(outcomes) != len(clauses) {
		t.Errorf("%d of %d clauses were judged", len(outcomes), len(clauses))
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("the suite judges otherwise than the rulings here (- ruled, + judged):\n%s", diff)
	}
	for _, id := range slices.Sorted(maps.Keys(want)) {
		if want[id] != got[id] {
			t.Logf("%s: %s", id, why[id])
		}
	}
}

// ruled puts an outcome into the words of a ruling.
func ruled(o clause.Outcome) string {
	var saw []string
	switch o.Status {
	case clause.Inconclusive:
		saw = append(saw, cmp.Or(o.BlockedBy, o.Reason))
	case clause.Failed, clause.Warned, clause.Passed:
		for _, x := range o.Exchanges {
			saw = append(saw, answered(x))
		}
	case clause.Skipped: // there was nothing to see
	}
	slices.Sort(saw)
	text := strings.TrimSuffix(string(o.Status)+": "+strings.Join(slices.Compact(saw), ", "), ": ")
	if o.Critical {
		text += gravest
	}
	return text
}

func answered(x evidence.Exchange) string {
	if x.Response == nil {
		return "no answer"
	}
	return strings.TrimSpace(fmt.Sprint(x.Response.Status) + " " + x.ErrorCode())
}

// foreignServer is the library's server while it runs, in a module and a process of its own.
type foreignServer struct {
	URL       string `json:"url"`
	Authority string `json:"authority"` // PEM
}

// startForeign builds and starts the server; it ends with the test.
func startForeign(t *testing.T, args ...string) foreignServer {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "foreign")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".")
	build.Dir = filepath.Join("testdata", "foreign")
	build.Env = append(os.Environ(), "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the foreign server: %v\n%s", err, out)
	}
	command := exec.Command(binary, args...)
	command.Stderr = os.Stderr
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close() // which ends it
		_ = command.Wait()
	})
	var started foreignServer
	if err := json.NewDecoder(out).Decode(&started); err != nil {
		t.Fatal(err)
	}
	return started
}

// target describes the server as its user would, by the base path and these variables.
func (s foreignServer) target(t *testing.T, contract *openapi.Contract, base string, user map[string]string) *target.Target {
	t.Helper()
	authority := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, []byte(s.Authority), 0o600); err != nil {
		t.Fatal(err)
	}
	user["AUTHCONFORM_BASE_URL"], user["AUTHCONFORM_CA_CERT"] = s.URL+base, authority
	user["AUTHCONFORM_PLAIN_URL"] = "http://" + s.deaf(t) + base
	flags := pflag.NewFlagSet("authconform", pflag.ContinueOnError)
	options := target.Bind(flags)
	getenv := func(name string) (string, bool) { value, ok := user[name]; return value, ok }
	if err := options.Resolve(flags, getenv, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	described, err := options.Target(contract)
	if err != nil {
		t.Fatal(err)
	}
	return described
}

// deaf gives an address at which nobody listens for as long as the test runs: the near end of a connection. A port
// that was merely free a moment ago may be taken by another test.
func (s foreignServer) deaf(t *testing.T) string {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "https://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn.LocalAddr().String()
}

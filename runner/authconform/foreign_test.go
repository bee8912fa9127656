package main

import (
	"cmp"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-oauth2/oauth2/v4/manage"
	"github.com/go-oauth2/oauth2/v4/models"
	"github.com/go-oauth2/oauth2/v4/server"
	"github.com/go-oauth2/oauth2/v4/store"
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
		configure  func(*server.Server)
		rows       []ruling
	}{
		{"client in the header", "form-encoded", func(*server.Server) {}, headerRulings()},
		{"client in the form", "credentials-in-form", func(s *server.Server) { // the README's own choice
			s.SetAllowGetAccessRequest(true)
			s.SetClientInfoHandler(server.ClientFormHandler)
		}, formRulings()},
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
			rec, err := gather.Gather(t.Context(), gather.Run{
				Contract: contract, Target: foreignTarget(t, contract, run.configure), Version: "test", Choice: "foreign", // the same spellings each time
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

// foreignTarget starts the library's server over TLS, and describes it as a user would.
func foreignTarget(t *testing.T, contract *openapi.Contract, configure func(*server.Server)) *target.Target {
	t.Helper()
	return listeningTarget(t, contract, foreignHandler(t, configure), "/v3.8/distributor", map[string]string{
		"AUTHCONFORM_CLIENT_ID": foreignClient, "AUTHCONFORM_CLIENT_SECRET": foreignSecret,
	})
}

// listeningTarget starts a handler over TLS, and describes it as its user would, by the base path and these variables.
func listeningTarget(t *testing.T, contract *openapi.Contract, handler http.Handler, base string, user map[string]string) *target.Target {
	t.Helper()
	listening := httptest.NewUnstartedServer(handler)
	listening.Config.ErrorLog = log.New(io.Discard, "", 0) // handshakes that are meant to fail
	listening.StartTLS()
	t.Cleanup(listening.Close)
	authority := filepath.Join(t.TempDir(), "ca.pem")
	block := &pem.Block{Type: "CERTIFICATE", Bytes: listening.Certificate().Raw}
	if err := os.WriteFile(authority, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	user["AUTHCONFORM_BASE_URL"], user["AUTHCONFORM_CA_CERT"] = listening.URL+base, authority
	user["AUTHCONFORM_PLAIN_URL"] = "http://" + deaf(t, listening) + base
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

// foreignHandler is the server of the library's README, at the contract's path.
func foreignHandler(t *testing.T, configure func(*server.Server)) http.Handler {
	t.Helper()
	clients := store.NewClientStore()
	if err := clients.Set(foreignClient, &models.Client{ID: foreignClient, Secret: foreignSecret}); err != nil {
		t.Fatal(err)
	}
	manager := manage.NewDefaultManager()
	manager.MustTokenStorage(store.NewMemoryTokenStore())
	manager.MapClientStorage(clients)
	foreign := server.NewDefaultServer(manager)
	configure(foreign)
	mux := http.NewServeMux()
	mux.HandleFunc("/v3.8/distributor/oauth2/token", func(w http.ResponseWriter, r *http.Request) {
		_ = foreign.HandleTokenRequest(w, r) // as the README has it: an answer that cannot be written has no reader
	})
	return mux
}

// deaf gives an address at which nobody listens for as long as the test runs: the near end of a connection. A port
// that was merely free a moment ago may be taken by another test.
func deaf(t *testing.T, listening *httptest.Server) string {
	t.Helper()
	conn, err := net.Dial("tcp", listening.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn.LocalAddr().String()
}

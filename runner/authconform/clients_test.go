package main

import (
	"cmp"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/client"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// libraryClient is a client of testdata/clients: a few lines around a library that nobody here wrote, used as its
// documentation has it. What is wrong with it by a contract is written down by hand, clause by clause; every clause that is
// not listed has to pass.
type libraryClient struct {
	name  string
	start func(*testing.T) client.Command // it ends the test where what it needs is not there
	rows  map[string][]ruling             // by contract
}

// TestLibraryClients holds the suite to clients of libraries that nobody here wrote.
func TestLibraryClients(t *testing.T) {
	if testing.Short() {
		t.Skip("leads a dozen clients through all scenarios")
	}
	onEveryChange(t)
	t.Parallel()
	led := slices.Concat(goClients(t), shellClients())
	if os.Getenv(wholeTests) == "1" { // an interpreter and its libraries are started some forty times a client, for minutes
		led = slices.Concat(led, nodeClients(), pythonClients())
	}
	for _, c := range led {
		for _, contract := range slices.Sorted(maps.Keys(c.rows)) {
			t.Run(c.name+", "+contract, func(t *testing.T) {
				t.Parallel()
				holdToRulings(t, contract, c.start(t), c.rows[contract])
			})
		}
	}
}

const (
	// clientAttempts is how often a client is led through the scenarios while the machine has no time for it.
	clientAttempts = 4
	// clientLag is for how long a machine may keep those waiting who want to go on, without a difference to what they do.
	clientLag = 20 * time.Millisecond
)

// holdToRulings leads a client through all scenarios. Where it is judged
// otherwise than the rulings say and the machine was busy, it is led again.
func holdToRulings(t *testing.T, name string, start client.Command, rows []ruling) {
	t.Helper()
	contract, err := openapi.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	clauses, err := suites.ClientCatalogue(contract)
	if err != nil {
		t.Fatal(err)
	}
	want, why := ruledOf(t, rows)
	for attempt := 1; ; attempt++ {
		rec, err := client.Gather(t.Context(), client.Run{Contract: contract, Version: "test", Start: start})
		if err != nil {
			t.Fatal(err)
		}
		outcomes := suites.JudgeClient(clauses, rec)
		if len(outcomes) != len(clauses) {
			t.Errorf("%d of %d clauses were judged", len(outcomes), len(clauses))
		}
		diff := gocmp.Diff(want, toldOf(want, outcomes))
		switch {
		case diff == "":
			return
		case attempt < clientAttempts && slices.ContainsFunc(rec.Run.Scenarios, func(p evidence.Played) bool { return p.Lag > clientLag }):
			t.Logf("the machine was busy, and the suite judged otherwise:\n%s", diff)
			continue
		}
		t.Errorf("the suite judges otherwise than the rulings here (- ruled, + judged):\n%s", diff)
		for _, o := range outcomes {
			if text := toldOf(want, []clause.Outcome{o})[o.ID]; text != want[o.ID] {
				t.Logf("%s: %s\nviolations: %v\nreason: %s", o.ID, cmp.Or(why[o.ID], "no ruling"), o.Violations, o.Reason)
			}
		}
		return
	}
}

// ruledOf gives what rows say of each clause, and why.
func ruledOf(t *testing.T, rows []ruling) (want, why map[string]string) {
	t.Helper()
	want, why = map[string]string{}, map[string]string{}
	for _, r := range rows {
		for _, id := range r.ids {
			if _, twice := want[id]; twice {
				t.Errorf("%s is ruled on twice", id)
			}
			want[id], why[id] = strings.TrimSuffix(string(r.status)+": "+r.saw, ": "), r.why
		}
	}
	return want, why
}

// toldOf puts outcomes into the words of rulings: which rules are broken, or why a clause is not judged, without how the
// client ended.
func toldOf(listed map[string]string, outcomes []clause.Outcome) map[string]string {
	got := map[string]string{}
	for _, o := range outcomes {
		var saw []string
		for _, v := range o.Violations {
			saw = append(saw, v.Rule)
		}
		if len(saw) == 0 {
			reason, _, _ := strings.Cut(o.Reason, ":")
			saw = append(saw, cmp.Or(o.BlockedBy, reason))
		}
		slices.Sort(saw)
		if _, is := listed[o.ID]; is || o.Status != clause.Passed {
			got[o.ID] = strings.TrimSuffix(string(o.Status)+": "+strings.Join(slices.Compact(saw), ", "), ": ")
		}
	}
	return got
}

// lacking ends a test that lacks something: where clients are wanted that is a failure.
func lacking(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CLIENT_TESTS") == "1" {
		t.Fatal(what + " (wanted, since CLIENT_TESTS is 1)")
	}
	t.Skip(what)
}

// adapterFile is one of testdata/clients.
func adapterFile(t *testing.T, name string) string {
	t.Helper()
	file, err := filepath.Abs(filepath.Join("testdata", "clients", name))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// What several clients do alike.

func skips(what string, why string, ids ...string) ruling {
	return ruling{clause.Skipped, what, why, ids}
}

func fails(rule string, why string, ids ...string) ruling {
	return ruling{clause.Failed, rule, why, ids}
}

func warns(rule string, why string, ids ...string) ruling {
	return ruling{clause.Warned, rule, why, ids}
}

// sendsForm is of libraries that know no other body (R28).
func sendsForm(why string) ruling { return warns("media-type.form", why, "client.request.media-type") }

// keepsRefused is of clients that call on with a token that the resource refuses: they look at expires_in alone (R33).
func keepsRefused(why string) ruling {
	return warns("revoked.again", why, "client.revoked.no-hammering")
}

// hurries is of clients that ask again at their next call, 0.8 s after a 429 that says 2 s (R35).
func hurries(why string) ruling { return warns("limited.early", why, "client.limited.waits") }

// endsEarly is of clients that end at the first thing that goes wrong: whether they would have asked again, nobody knows.
func endsEarly(limited string) []ruling {
	return []ruling{
		skips("the client ended before it would have asked again", limited, "client.limited.waits"),
		skips("the client ended before the service was back", limited, "client.outage.recovers"),
	}
}

// speaksHTTP1 is of libraries that know no HTTP/2.
func speaksHTTP1(why string) ruling {
	return skips("the client does not speak HTTP/2", why, "client.open.http2")
}

// saysBearer is of clients that show every token as Bearer, where Prioticket's page has <token_type> (R38).
func saysBearer(why string) ruling { return warns("token.scheme", why, "client.open.token-type-other") }

// declinesType is of clients that do not call with a token of another type than Bearer, the one that Ticketpark's page knows
// (RFC 6749, section 7.1).
func declinesType(why string) ruling {
	return skips("the client calls with no token of a type that the contract does not know, and need not (RFC 6749, section 7.1)", why, "client.open.token-type-other")
}

// refusesType is of clients that are stuck with another token type than Bearer, which Prioticket's page allows (R38).
func refusesType(why string) ruling { return warns("open.stuck", why, "client.open.token-type-other") }

// goBuilt builds a program of testdata/clients with the libraries of this module, when it is first asked for, and once for all
// that is within the test.
func goBuilt(t *testing.T, name string) func(*testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), name)
	build := sync.OnceValues(func() ([]byte, error) {
		return exec.CommandContext(t.Context(), "go", "build", "-o", binary, "./testdata/clients/"+name).CombinedOutput()
	})
	return func(t *testing.T) string {
		t.Helper()
		if out, err := build(); err != nil {
			t.Fatalf("build %s: %v\n%s", name, err, out)
		}
		return binary
	}
}

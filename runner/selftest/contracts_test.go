package selftest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/probe"
)

const (
	documented = "../../openapi/testdata/contracts/"
	several    = "../../openapi/testdata/club.authconform.yaml" // a contract with several token operations
)

// briefly is how many deviations of a contract are taken for one, where tests are to be quick.
const briefly = 7

// TestContractsOfVendors proves that a contract takes no Go: of each kind of document that vendors write, the sound target
// that is made of it conforms, each deviation is caught by the clause that it states, and what it leaves open is not blamed. It
// is what authconform selftest tries of them, but that a deviation is asked what its clause needs alone; one of seven where the
// tests are not whole.
func TestContractsOfVendors(t *testing.T) { // not parallel: judging takes over state of the whole process
	files, err := filepath.Glob(documented + "*.authconform.yaml")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d contracts, wanted 8 at least: %v", len(files), err)
	}
	brief := testing.Short() || os.Getenv(wholeTests) == ""
	whole := Run{Patterns: []string{string(matrix.TrialSound), string(matrix.TrialVariant), string(matrix.TrialNull)}}
	for _, file := range append(files, several) {
		ref := strings.Replace(file, ".authconform", "", 1)
		whole.Contracts = append(whole.Contracts, ref)
		t.Run(strings.TrimSuffix(filepath.Base(ref), ".yaml"), func(t *testing.T) {
			b, err := newRunner(ref, "")
			if err != nil {
				t.Fatal(err)
			}
			b.everyClauseIsBroken(t)
			var trials []Target
			for i, tried := range b.trials() {
				deviates := tried.Kind == matrix.TrialDeviation || tried.Kind == matrix.TrialGenerated
				switch {
				case tried.Kind == matrix.TrialSound && tried.Effort == fault.Core && brief:
				case deviates && tried.Effort == fault.Patient:
					whole.Patterns = append(whole.Patterns, tried.Name) // they wait together
					continue
				case !deviates, brief && i%briefly != 0:
					continue
				}
				trials = append(trials, tried)
			}
			varied := legal()[b.contract.Name]
			if len(varied) < 3 {
				t.Errorf("%d variants are made by hand, wanted 3", len(varied))
			}
			c := catching{runner: b, once: true, judging: new(sync.Mutex)}
			var all []func()
			for _, tried := range append(trials, variants(b.contract.Name, fault.VariantsOf(b.set.Policy, varied))...) {
				all = append(all, func() { c.try(t, tried) })
			}
			atOnce(all, 1)
		})
	}
	if brief {
		return
	}
	t.Run("what waits, what is legal and what is no target", func(t *testing.T) {
		m, err := Test(t.Context(), whole)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range m.Contracts {
			for _, tried := range c.Trials {
				if !tried.Good() {
					t.Errorf("%s: %s (%s): %s; found by %v, wanted %v: %s", c.Contract.Name, tried.Name, tried.Sentence, tried.Result, tried.Found, tried.Stated, tried.Detail)
				}
			}
		}
	})
}

// everyClauseIsBroken wants a deviation for each clause, or a reason that there is none.
func (b *runner) everyClauseIsBroken(t *testing.T) {
	t.Helper()
	for _, c := range b.clauses {
		broken := slices.ContainsFunc(b.set.Deviations, func(d fault.Deviation) bool { return d.Clause == c.ID })
		if reason := b.set.Beyond[c.ID]; !broken && reason == "" {
			t.Errorf("%s: no deviation breaks it", c.ID)
		}
	}
}

// needs are the probes of a clause, and where it is about any answer, such as bring some.
func needs(c clause.Clause) func(probe.Name) bool {
	switch {
	case c.Area() == "transport":
		return nil // what connections do is seen of many of them, and held against refusals over HTTPS
	case len(c.Subject.Probes()) > 0:
		return clause.Needs([]clause.Clause{c})
	}
	some := []probe.Name{probe.Valid, probe.GrantUnknown, probe.GrantMissing, probe.UnknownClient, probe.WrongSecret, probe.NoCredentials, probe.UnknownUser, probe.UserMissing, probe.GrantNumber, probe.Method(http.MethodGet), probe.AcceptXML, probe.Refresh, probe.ResourceAccepted, probe.ResourceGarbage}
	return func(name probe.Name) bool { return slices.Contains(some, name) }
}

// The edits that variants are made of.

// within changes a member of an answer's body, by the names that lead to it.
func within(path string, edit func(members map[string]any, name string)) fault.Edit {
	return fault.EditMembers(func(members map[string]any) {
		names := strings.Split(path, "/")
		for _, name := range names[:len(names)-1] {
			members, _ = members[name].(map[string]any)
		}
		if members != nil {
			edit(members, names[len(names)-1])
		}
	})
}

func set(path string, value any) fault.Edit {
	return within(path, func(members map[string]any, name string) { members[name] = value })
}

func without(path string) fault.Edit {
	return within(path, func(members map[string]any, name string) { delete(members, name) })
}

// backwards writes the members in another order, with white space between them.
func backwards(r *fault.Response) {
	var members map[string]json.RawMessage
	if json.Unmarshal(r.Content, &members) != nil {
		return
	}
	var parts []string
	for name, value := range members {
		parts = append(parts, fmt.Sprintf("\t%q :\r\n %s", name, value))
	}
	slices.Sort(parts)
	slices.Reverse(parts)
	r.Content = []byte(" {\n" + strings.Join(parts, " ,\n") + "\n}\n")
}

func granted(sentence string, edits ...fault.Edit) fault.Variant {
	return vary(sentence, fault.Responses(fault.Granted, edits...))
}

func refused(sentence string, edits ...fault.Edit) fault.Variant {
	return vary(sentence, fault.Responses(func(r *fault.Response) bool { return r.Status/100 == 4 }, edits...))
}

func vary(sentence string, mutate func(*reference.Config), warns ...string) fault.Variant {
	return fault.NewVariant(strings.ReplaceAll(sentence, " ", "-"), sentence, mutate, warns...)
}

// ofCode chooses answers with a status and a code somewhere in them.
func ofCode(status int, code string, edits ...fault.Edit) func(*reference.Config) {
	return fault.Responses(func(r *fault.Response) bool { return r.Status == status && strings.Contains(string(r.Content), code) }, edits...)
}

// legal are three variants at least of each contract, made by hand: what its document and its facts leave open, done in
// another way.
func legal() map[string][]fault.Variant {
	const bad, unauthorized = http.StatusBadRequest, http.StatusUnauthorized
	charset := fault.SetField("Content-Type", `application/json; charset="utf-8"`)
	return map[string][]fault.Variant{
		"audience": {
			granted("names the scope that it grants", set("scope", "read:orders")),
			granted("writes the members in another order", backwards),
			refused("says more of an error than the document lists", set("trace", map[string]any{"id": 7}), charset),
			vary("refuses unknown clients with 401 and wrong secrets with 400", ofCode(unauthorized, "invalid_client", fault.SetStatus(bad), fault.SetField("WWW-Authenticate"))),
		},
		"nested": {
			granted("has further members in the open objects", set("data/region", "eu"), set("meta/cost", 1)),
			granted("leaves the kind of a token out", without("data/tokens/kind")),
			granted("makes sessions of another number and a request of another form", set("data/id", 999999999), set("meta/request", "AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE"), backwards),
			refused("lists the fields that are wrong", set("error/fields", []string{"grant_type", "scope"})),
		},
		"api-key": {
			granted("says more of a token", set("issued_for", "suite"), charset),
			vary("blocks keys that it does not know", ofCode(unauthorized, "KEY_UNKNOWN", set("message", "No such key."))),
			refused("writes an error in another order", backwards),
			granted("gives tokens ten minutes", set("expires_in", 600)),
		},
		"login": {
			granted("has no nickname for its user", set("user/nickname", nil), set("user/roles", []string{"board"})),
			granted("says more of its user", set("user/since", 1999), set("refreshToken", "r")),
			refused("does not describe an error", without("message")),
			granted("writes the members in another order", backwards),
		},
		"one-of": {
			granted("grants no scope in particular", set("scope", nil)),
			refused("describes no error", without("error_description")),
			granted("writes the members in another order", backwards, charset),
		},
		"expires-at": {
			granted("names the time by another zone", within("expires_at", func(members map[string]any, name string) {
				at, _ := members[name].(string)
				members[name] = strings.Replace(at, "Z", "+00:00", 1)
			})),
			granted("says when a token was issued, and for how long", set("expires_in", 3600), without("issued_at")),
			refused("names another address for support", set("support", "help@mossgate.example"), set("code", 1)),
		},
		"problem": {
			refused("says nothing but title and code", without("type"), without("status"), without("detail")),
			refused("points to more about a problem", set("type", "https://docs.coppercourt.example/errors"), set("instance", "/access-tokens/1"), set("status", 400)),
			granted("has further members", set("refresh_after", 60), backwards),
			vary("calls problems by their media type with a charset", fault.Responses(func(r *fault.Response) bool { return r.Status/100 == 4 },
				fault.SetField("Content-Type", "Application/Problem+JSON; charset=utf-8"))),
		},
		"turnstile": {
			granted("says more of a token", set("gate", "north"), backwards),
			granted("calls its answer by its media type with a charset", fault.SetField("Content-Type", "application/hal+json;charset=utf-8")),
			refused("does not describe an error", without("title")),
			vary("takes a key that it does not know for none", ofCode(http.StatusUnauthorized, "20", fault.Replace("20", "10"), set("code", 20))),
		},
		"club": {
			granted("says more of a login, and of a machine", set("since", 1999), charset),
			vary("refuses nobody in particular", ofCode(http.StatusForbidden, "NOBODY", fault.Replace("NOBODY", "NOT_KNOWN"))),
			refused("writes an error in another order", backwards),
		},
		"tenant": {
			granted("has no second lifetime", without("ext_expires_in")),
			refused("has several codes of its own", set("error_codes", []int{7000215, 50034}), without("timestamp")),
			granted("grants a scope and says so", set("scope", "https://graph.juniper-directory.example/.default"), backwards),
		},
	}
}

package selftest_test

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/reports/explain"
	"github.com/authconform/authconform/runner/reference/prioticket"
	"github.com/authconform/authconform/runner/reference/ticketpark"
	"github.com/authconform/authconform/runner/selftest"
)

// neverSound are the clauses about answers that no sound target has an occasion to give: outages, challenges of a
// resource that refuses with 400 and 403, and signatures of opaque tokens.
var neverSound = regexp.MustCompile(`^(\w+ errors\.(status|media-type)\.50[0-4]|prioticket resource\.www-authenticate\.grammar|ticketpark resource\.(empty-signature|alg-none|alg-none-spelt)\.refused)$`)

// unsteady is what differs from run to run.
var unsteady = regexp.MustCompile(`127\.0\.0\.1|localhost|:[0-9]{4,5}/|eyJ|[A-Z2-7]{26}`)

// A clause is shown kept and broken as it is asked for, whatever its target takes to be asked.
func TestAClauseHasExamples(t *testing.T) {
	for contract, ids := range map[string][]string{
		prioticket.Name: {"token.valid.accepted", "errors.status.429", "lifecycle.expiry.refused", "transport.hsts"},
		ticketpark.Name: {"token.refresh.accepted", "resource.garbage.refused"},
	} {
		for _, id := range ids {
			t.Run(id, func(t *testing.T) {
				t.Parallel() // some only wait for a token to expire
				passing, failing, err := selftest.Examples(t.Context(), contract, id)
				if err != nil {
					t.Fatal(err)
				}
				wantBoth(t, contract, id, passing, failing)
			})
		}
	}
}

// wantBoth wants a clause shown kept, where a sound target has an occasion to, and broken, by texts that are of no run alone.
func wantBoth(t *testing.T, contract, id string, passing, failing explain.Example) {
	t.Helper()
	if never := neverSound.MatchString(contract + " " + id); never != (passing.Reason != "") || len(passing.Violations) > 0 || passing.Deviation != "" {
		t.Errorf("%s: %s is not kept by %+v", contract, id, passing)
	}
	if len(failing.Violations) == 0 || failing.Deviation == "" || failing.Sent == "" || failing.Got == "" {
		t.Errorf("%s: %s is not broken by %+v", contract, id, failing)
	}
	if found := unsteady.FindString(texts(passing) + texts(failing)); found != "" {
		t.Errorf("%s: %s: %q is of one run alone:\n%+v\n%+v", contract, id, found, passing, failing)
	}
}

func texts(x explain.Example) string {
	all := x.Sent + "\n" + x.Got
	for _, v := range x.Violations {
		all += "\n" + v.Detail
	}
	return all
}

// Asked again, an example is the same: what requests and answers are made of at random is told by its name.
func TestExamplesAreSteady(t *testing.T) {
	for _, id := range []string{
		"token.body.access_token.type", "token.body.access_token.required", "errors.status.422", "errors.scheme-digest.refused",
		"errors.basic-not-base64.refused", "transport.plain-http.redirect", "resource.alg-none.refused",
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			var seen [2][2]explain.Example
			for i := range seen {
				var err error
				if seen[i][0], seen[i][1], err = selftest.Examples(t.Context(), prioticket.Name, id); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(seen[0], seen[1]); diff != "" {
				t.Errorf("asked twice (-first +second):\n%s", diff)
			}
		})
	}
}

// A clause that no target of ours breaks has no example, and says so.
func TestNoExample(t *testing.T) {
	for contract, id := range map[string]string{prioticket.Name: "token.of.another-contract", "../../openapi/testdata/contracts/nested.yaml": "token.body.data.required"} {
		passing, failing, err := selftest.Examples(t.Context(), contract, id)
		if err != nil || passing.Reason == "" || passing.Sent+failing.Sent != "" || failing.Reason != passing.Reason {
			t.Errorf("%s of %s: %+v, %+v, %v", id, contract, passing, failing, err)
		}
	}
}

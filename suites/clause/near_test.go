package clause_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/suites/clause"
)

func TestFind(t *testing.T) {
	all := named("errors.wrong-secret", "errors.wrong-secret.refused", "errors.wrong-secret.challenge", "errors.wrong-secret-case.refused", "transport.hsts")
	for word, want := range map[string][]string{
		"errors.wrong-secret":      {"errors.wrong-secret"}, // an ID is itself, whatever begins with it
		"errors.wrong-secret-case": {"errors.wrong-secret-case.refused"},
		"transport":                {"transport.hsts"},
		"*.refused":                {"errors.wrong-secret.refused", "errors.wrong-secret-case.refused"},
	} {
		found, err := clause.Find(all, word)
		if err != nil {
			t.Errorf("%s: %v", word, err)
		}
		var ids []string
		for _, c := range found {
			ids = append(ids, c.ID)
		}
		if diff := cmp.Diff(want, ids); diff != "" {
			t.Errorf("%s (-want +got):\n%s", word, diff)
		}
	}
	for word, want := range map[string]string{
		"errors.wrong-secrte.refused": "did you mean errors.wrong-secret.refused or",
		"hsts.transport":              "did you mean transport.hsts? ",
		"xyz":                         "which is none: see authconform list clauses",
		"":                            "which is none: see authconform list clauses",
		"[":                           "syntax error in pattern",
	} {
		if _, err := clause.Find(all, word); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: the error is %v, want %s", word, err, want)
		}
	}
}

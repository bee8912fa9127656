package gather

import (
	"slices"
	"testing"
	"time"

	"github.com/authconform/authconform/suites/probe"
)

// A token of a request that fell back on a scope may rightly be one that the resource refuses, and is not shown as another.
func TestOtherTokensAreOfTheScopeOfTheFirst(t *testing.T) {
	now := time.Now()
	token := func(to probe.Name) issued {
		return issued{to: to, token: probe.AccessToken{Type: "Bearer", Value: string(to)}, asked: now, answered: now, lifetime: time.Hour}
	}
	a := &asker{probes: probe.For(prioticketContract(t))}
	for _, to := range []probe.Name{probe.Valid, probe.FormScope, probe.BodyScope, probe.FormEncoded, probe.SchemeLowerCase, probe.ValidLast} {
		a.tokens = append(a.tokens, token(to))
	}
	a.chooseTokens()
	var got []string
	for _, o := range a.others {
		got = append(got, o.token.Value)
	}
	want := []string{string(probe.FormEncoded), string(probe.SchemeLowerCase), string(probe.ValidLast)}
	if !slices.Equal(got, want) {
		t.Errorf("shows %q, wanted %q", got, want)
	}
}

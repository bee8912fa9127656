package suites_test

import (
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/clause"
)

// unprovoked are the clauses that no deviation of the reference target can break, and why.
func unprovoked() map[string]string {
	return map[string]string{}
}

func TestDeviationsAreCaught(t *testing.T) {
	b := newBite(t)
	for _, d := range reference.Deviations(reference.Prioticket) {
		if d.Effort == reference.Patient {
			continue // TestWhatTakesTime has it
		}
		t.Run(d.Name, func(t *testing.T) {
			t.Parallel()
			outcomes := b.judged(t, d.Apply(configured(d.Effort)), d.Effort, nil)
			compare(t, "The target "+d.Breaks+".", d.Clauses, outcomes)
		})
	}
}

func TestVariantsAreNotBlamed(t *testing.T) {
	b := newBite(t)
	for _, v := range reference.Variants(reference.Prioticket) {
		if v.Effort == reference.Patient {
			continue
		}
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			outcomes := b.judged(t, v.Apply(configured(v.Effort)), v.Effort, nil)
			compare(t, "The target "+v.Sentence+".", v.Warns, outcomes)
			hidesNothing(t, outcomes)
		})
	}
}

func TestSoundTargetBreaksNothing(t *testing.T) {
	b := newBite(t)
	for _, effort := range []reference.Effort{reference.Core, reference.Full, reference.Burst} {
		t.Run(string(effort), func(t *testing.T) {
			outcomes := b.judged(t, configured(effort), effort, nil)
			compare(t, "The target is sound.", nil, outcomes)
			hidesNothing(t, outcomes)
		})
	}
}

// TestWhatTakesTime has the runs that wait for tokens to expire wait together.
func TestWhatTakesTime(t *testing.T) {
	b := newBite(t)
	type row struct {
		name, what string
		apply      func(reference.Config) reference.Config
		broken     []string
		sound      bool
	}
	rows := []row{{"sound", "The target is sound.", func(c reference.Config) reference.Config { return c }, nil, true}}
	for _, d := range reference.Deviations(reference.Prioticket) {
		if d.Effort == reference.Patient {
			rows = append(rows, row{d.Name, "The target " + d.Breaks + ".", d.Apply, d.Clauses, false})
		}
	}
	for _, v := range reference.Variants(reference.Prioticket) {
		if v.Effort == reference.Patient {
			rows = append(rows, row{v.Name, "The target " + v.Sentence + ".", v.Apply, v.Warns, true})
		}
	}
	waits := make([]*wait, len(rows))
	for i, r := range rows {
		waits[i] = b.begin(t, r.apply)
	}
	for i, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			outcomes := waits[i].judged(t)
			compare(t, r.what, r.broken, outcomes)
			if r.sound {
				hidesNothing(t, outcomes)
				asksAll(t, outcomes, "lifecycle.", "resource.", "transport.", "token.library.")
			}
		})
	}
}

// TestWhatCannotBeAskedIsSkipped: what needs two tokens, or a JWT, is neither kept nor broken by a target without.
func TestWhatCannotBeAskedIsSkipped(t *testing.T) {
	b := newBite(t)
	skipped := map[string][]string{
		"token-same":          {"resource.token.other", "resource.token.side-by-side"},
		"token-opaque-random": {"resource.alg-none.message", "resource.alg-none.refused"},
	}
	for _, v := range reference.Variants(reference.Prioticket) {
		ids, named := skipped[v.Name]
		if !named {
			continue
		}
		delete(skipped, v.Name)
		var found []string
		for _, o := range b.judged(t, v.Apply(reference.Config{}), v.Effort, nil) {
			if o.Clause.Area() == "resource" && o.Status == clause.Skipped {
				found = append(found, o.Clause.ID)
			}
		}
		if !slices.Equal(found, ids) {
			t.Errorf("%s: %v are skipped, want %v", v.Name, found, ids)
		}
	}
	if len(skipped) > 0 {
		t.Errorf("no variants: %v", skipped)
	}
}

// TestPlainPortMayBeClosed is apart because no configuration of the reference target closes a port.
func TestPlainPortMayBeClosed(t *testing.T) {
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	outcomes := newBite(t).judged(t, reference.Config{}, reference.Core, func(described *target.Target) { described.PlainURL.Host = closed })
	compare(t, "Nobody listens for plain HTTP.", nil, outcomes)
}

// TestPlainAddressIsBlamed asks a target whose address is not https: where nothing can be asked of TLS,
// nothing may seem to be kept.
func TestPlainAddressIsBlamed(t *testing.T) {
	c := reference.Config{
		ClientID: "client-of-the-test", ClientSecret: "Secret-Of-The-Test-1", // of both listeners
		Unauthorized: reference.Credentials{ID: "outsider-of-the-test", Secret: "Secret-Of-The-Test-2"},
		InvalidGrant: reference.Credentials{ID: "lapsed-of-the-test", Secret: "Secret-Of-The-Test-3"},
		Special:      reference.Credentials{ID: "special of the test", Secret: "Secret+Of%The&Test:4"},
	}
	c.WrapPlain = func(http.Handler) http.Handler { return reference.New(c).TLSHandler() }
	outcomes := newBite(t).judged(t, c, reference.Core, func(described *target.Target) { described.BaseURL = described.PlainURL })
	compare(t, "The target's address is http.", []string{"transport.plain-http.rejected", "transport.server.https"}, outcomes)
	for _, o := range outcomes {
		if strings.HasPrefix(o.Clause.ID, "transport.tls.") && o.Status == clause.Passed {
			t.Errorf("%s passed on a target without TLS", o.Clause.ID)
		}
	}
}

// TestEveryClauseBites holds the catalogue against the deviations: a clause that none of them breaks may be
// one that nothing can break.
func TestEveryClauseBites(t *testing.T) {
	broken := map[string][]string{}
	for _, d := range reference.Deviations(reference.Prioticket) {
		for _, id := range d.Clauses {
			broken[id] = append(broken[id], d.Name)
		}
	}
	known := map[string]bool{}
	for _, c := range newBite(t).clauses {
		known[c.ID] = true
		_, excused := unprovoked()[c.ID]
		switch bitten := len(broken[c.ID]) > 0; {
		case !bitten && !excused:
			t.Errorf("no deviation breaks %s, and no reason is given", c.ID)
		case bitten && excused:
			t.Errorf("%s is said to be out of reach, but %s breaks it", c.ID, broken[c.ID][0])
		}
	}
	for _, v := range reference.Variants(reference.Prioticket) {
		for _, id := range v.Warns {
			broken[id] = append(broken[id], v.Name)
		}
	}
	for id := range unprovoked() {
		broken[id] = append(broken[id], "the table of exceptions")
	}
	for id, names := range broken {
		if !known[id] {
			t.Errorf("%s speaks of %s, which is no clause", names[0], id)
		}
	}
}

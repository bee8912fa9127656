package targets

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/prioticket"
)

func TestAllAreWellNamed(t *testing.T) {
	for _, contract := range Contracts() {
		t.Run(contract, func(t *testing.T) { areWellNamed(t, contract) })
	}
}

func areWellNamed(t *testing.T, contract string) {
	t.Helper()
	kebab := regexp.MustCompile(`^[a-z0-9]+([-_][a-z0-9]+)*$`) // what is generated has the names of members in it
	seen := map[string]string{}
	hold := func(name, sentence string, clauses []string) {
		if !kebab.MatchString(name) {
			t.Errorf("%q is no name in words with hyphens", name)
		}
		if sentence == "" || strings.HasSuffix(sentence, ".") || strings.Contains(sentence, "should") || sentence[0] < 'a' || sentence[0] > 'z' {
			t.Errorf("%s: %q does not complete \"The target …\"", name, sentence)
		}
		if !slices.IsSorted(clauses) || len(slices.Compact(slices.Clone(clauses))) != len(clauses) {
			t.Errorf("%s: its clauses are not each there once, in order: %v", name, clauses)
		}
		seen[name] += "x"
	}
	for _, d := range Deviations(contract) {
		hold(d.Name, d.Breaks, d.Clauses)
		if len(d.Clauses) == 0 {
			t.Errorf("%s breaks no clause: it is a variant", d.Name)
		}
		if !slices.Contains(d.Clauses, d.Clause) {
			t.Errorf("%s: %q has to find it, and is not among %v", d.Name, d.Clause, d.Clauses)
		}
		if !d.Generated && strings.Contains(d.Name, "_") {
			t.Errorf("%q is no name in words with hyphens", d.Name)
		}
	}
	for _, v := range Variants(contract) {
		hold(v.Name, v.Sentence, v.Warns)
	}
	for _, n := range Nulls("") {
		hold(n.Name, n.Sentence, nil)
	}
	for name, times := range seen {
		if len(times) > 1 {
			t.Errorf("%d are called %s", len(times), name)
		}
	}
}

func deviation(t *testing.T, name string) fault.Deviation {
	t.Helper()
	all := Deviations(prioticket.Name)
	i := slices.IndexFunc(all, func(d fault.Deviation) bool { return d.Name == name })
	if i < 0 {
		t.Fatalf("there is no deviation %s", name)
	}
	return all[i]
}

// TestApplyKeepsWhatItIsGiven: a deviation stands around what a configuration does already.
func TestApplyKeepsWhatItIsGiven(t *testing.T) {
	given := reference.Config{ClientID: testID, ClientSecret: testSecret, Wrap: func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Given", "yes")
			h.ServeHTTP(w, r)
		})
	}}
	bent := deviation(t, "token-type-mac").Apply(given)
	if given.TLS != nil || given.Lifetime != 0 || given.Clock != nil {
		t.Error("the given configuration was changed")
	}
	if bent.ClientID != testID || bent.ClientSecret != testSecret || bent.Lifetime != reference.DefaultLifetime {
		t.Error("what was given is lost, or what was left open is not filled in")
	}
	got := ask(t, New(bent).TLSHandler(), documented().request())
	if got.header.Get("X-Given") != "yes" || got.text("token_type") != "MAC" {
		t.Errorf("wanted both the given field and another token type, found %v", got.header)
	}
}

// TestApplyBeginsAnew: what a fault remembers of one target, another does not know.
func TestApplyBeginsAnew(t *testing.T) {
	d := deviation(t, "once-only")
	var seen []int
	for range 2 {
		handler := New(d.Apply(reference.Config{ClientID: testID, ClientSecret: testSecret})).TLSHandler()
		for range 6 {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, documented().request())
			seen = append(seen, w.Code)
		}
	}
	if want := slices.Repeat([]int{200, 200, 200, 200, 200, 400}, 2); !slices.Equal(seen, want) {
		t.Errorf("%v, want %v", seen, want)
	}
}

// TestDeviationsLeaveTheResourceAlone: those of the token endpoint are no business of the resource's.
func TestDeviationsLeaveTheResourceAlone(t *testing.T) {
	target := New(deviation(t, "challenge-missing").Apply(reference.Config{}))
	w := httptest.NewRecorder()
	target.TLSHandler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, prioticket.BasePath+prioticket.OrdersPath, http.NoBody))
	if w.Code != http.StatusBadRequest {
		t.Errorf("%d, want 400 as ever", w.Code)
	}
}

// TestRepliesGoOutAsTheyWereBent holds what net/http would add of itself against what a deviation leaves out.
func TestRepliesGoOutAsTheyWereBent(t *testing.T) {
	s := start(t, deviation(t, "token-no-media-type").Apply(reference.Config{}))
	answer, err := clientOf(t, s, false).Do(tokenRequest(t, s, http.MethodPost, s.BaseURL))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(answer.Body)
	if err != nil || !strings.Contains(string(content), "access_token") {
		t.Errorf("wanted a token, found %d bytes and %v", len(content), err)
	}
	if _, found := answer.Header["Content-Type"]; found {
		t.Error("wanted no Content-Type, found one")
	}
}

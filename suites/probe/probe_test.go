package probe_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

var values = probe.Values{
	Client:  probe.Credentials{ID: "id+1", Secret: "Se:cret"},
	Decoy:   probe.Credentials{ID: "nobody", Secret: "Nothing"},
	First:   probe.AccessToken{Type: "Bearer", Value: "eyJhbGciOiJIUzI1NiJ9.e30.first"},
	Other:   probe.AccessToken{Type: "Bearer", Value: "eyJhbGciOiJIUzI1NiJ9.e30.other"},
	Revoked: probe.AccessToken{Type: "Bearer", Value: "eyJhbGciOiJIUzI1NiJ9.e30.revoked"},
	Scope:   "a b", ScopeGiven: true, BodyTaken: true,
}

func rendered(t *testing.T, name probe.Name) evidence.Request {
	t.Helper()
	contract, err := openapi.Load("prioticket")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range probe.For(contract) {
		if p.Name == name {
			request, err := p.Draft(probe.Documented(contract, values), values).Render(url.URL{Scheme: "https", Host: "example.com", Path: "/oauth2/token"})
			if err != nil {
				t.Fatal(err)
			}
			return request
		}
	}
	t.Fatalf("no probe %s", name)
	return evidence.Request{}
}

// What is sent, byte for byte: the column is the whole difference from the documented request.
func TestProbesRender(t *testing.T) {
	const basic = "Basic aWQlMkIxOlNlJTNBY3JldA==" // id%2B1:Se%3Acret
	documented := `{"grant_type":"client_credentials"}`
	for name, want := range map[probe.Name]struct{ method, authorization, contentType, body string }{
		probe.Valid:              {"POST", basic, "application/json", documented},
		probe.ValidLast:          {"POST", basic, "application/json", documented},
		probe.ValidScope:         {"POST", basic, "application/json", `{"grant_type":"client_credentials","scope":"a b"}`},
		probe.ValidLayout:        {"POST", basic, "application/json", "\r\n {\n \t\"scope\": \"a b\",\n \t\"grant_type\": \"client_credentials\"\n }\n"},
		probe.ValidCharset:       {"POST", basic, "application/json; charset=utf-8", documented},
		probe.SchemeLowerCase:    {"POST", strings.Replace(basic, "B", "b", 1), "application/json", documented},
		probe.HeaderLowerCase:    {"POST", basic, "application/json", documented},
		probe.FormEncoded:        {"POST", basic, "application/x-www-form-urlencoded", "grant_type=client_credentials"},
		probe.BodyCredentials:    {"POST", "", "application/json", `{"grant_type":"client_credentials","client_id":"id+1","client_secret":"Se:cret"}`},
		probe.FormCredentials:    {"POST", "", "application/x-www-form-urlencoded", "grant_type=client_credentials&client_id=id%2B1&client_secret=Se%3Acret"},
		probe.ExtraParameter:     {"POST", basic, "application/json", `{"grant_type":"client_credentials","authconform_extra":"1"}`},
		probe.GrantMissing:       {"POST", basic, "application/json", `{"scope":"a b"}`},
		probe.GrantNull:          {"POST", basic, "application/json", `{"grant_type":null}`},
		probe.GrantArray:         {"POST", basic, "application/json", `{"grant_type":["client_credentials"]}`},
		probe.GrantObject:        {"POST", basic, "application/json", `{"grant_type":{}}`},
		probe.DuplicateParameter: {"POST", basic, "application/json", `{"grant_type":"client_credentials","grant_type":"client_credentials"}`},
		probe.BodyEmpty:          {"POST", basic, "application/json", ""},
		probe.BodyTruncated:      {"POST", basic, "application/json", `{"grant_type":"client_credentials"`},
		probe.WrongSecret:        {"POST", "Basic aWQlMkIxOk5vdGhpbmc=", "application/json", documented},

		probe.SecretCase:       {"POST", "", "application/json", `{"grant_type":"client_credentials","client_id":"id+1","client_secret":"sE:CRET"}`},
		probe.SecretInForm:     {"POST", "", "application/x-www-form-urlencoded", "grant_type=client_credentials&client_id=id%2B1&client_secret=Nothing"},
		probe.SecretEmpty:      {"POST", "Basic aWQlMkIxOg==", "application/json", documented}, // id%2B1:
		probe.IDAlone:          {"POST", "", "application/json", `{"grant_type":"client_credentials","client_id":"id+1"}`},
		probe.UnknownClient:    {"POST", "Basic aWQlMkIxLW5vYm9keTpTZSUzQWNyZXQ=", "application/json", documented}, // id%2B1-nobody:Se%3Acret
		probe.SchemeBearerReal: {"POST", strings.Replace(basic, "Basic", "Bearer", 1), "application/json", documented},
		probe.QueryGET:         {"GET", "", "", ""},
		probe.GrantBlanks:      {"POST", basic, "application/json", `{"grant_type":" client_credentials "}`},
		probe.TwoCredentials:   {"POST", basic, "application/json", `{"grant_type":"client_credentials","client_id":"id+1","client_secret":"Se:cret"}`},
		probe.NoCredentials:    {"POST", "", "application/json", documented},
		probe.QueryCredentials: {"POST", "", "application/json", documented},
		probe.ContentTypeNone:  {"POST", basic, "", documented},
		probe.Method("GET"):    {"GET", basic, "", ""},
		probe.Method("DELETE"): {"DELETE", basic, "application/json", documented},
	} {
		t.Run(string(name), func(t *testing.T) {
			got := rendered(t, name)
			found := struct{ method, authorization, contentType, body string }{
				got.Method, field(got, "Authorization"), field(got, "Content-Type"), string(got.Body),
			}
			if found != want {
				t.Errorf("found\n%q, wanted\n%q", found, want)
			}
		})
	}
}

func TestQueryCredentialsGoInTheQueryAlone(t *testing.T) {
	got := rendered(t, probe.QueryCredentials)
	if want := "https://example.com/oauth2/token?client_id=id%2B1&client_secret=Se%3Acret"; got.URL != want {
		t.Errorf("found %s, wanted %s", got.URL, want)
	}
}

func TestHeaderNamesInLowerCase(t *testing.T) {
	for _, f := range rendered(t, probe.HeaderLowerCase).Header {
		if f.Name != strings.ToLower(f.Name) {
			t.Errorf("found %s", f.Name)
		}
	}
}

// eachContract runs a test for every contract that is built in, with values that it has a use for.
func eachContract(t *testing.T, test func(*testing.T, *openapi.Contract, probe.Values)) {
	t.Helper()
	for _, name := range openapi.Names() {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		given := values
		if contract.Facts.User.NameParameter != "" {
			given = ofUsers
		}
		t.Run(name, func(t *testing.T) { test(t, contract, given) })
	}
}

// Every probe but the controls differs from the documented request, and says what it does.
func TestEveryProbeAsksSomething(t *testing.T) {
	eachContract(t, func(t *testing.T, contract *openapi.Contract, values probe.Values) {
		valid := probe.Documented(contract, values)
		seen := map[probe.Name]bool{}
		for _, p := range probe.For(contract) {
			if seen[p.Name] {
				t.Errorf("two probes are named %s", p.Name)
			}
			seen[p.Name] = true
			if p.Asks == "" {
				t.Errorf("%s does not say what it asks", p.Name)
			}
			base, controls := valid, append(probe.ValidAfterGuesses(), probe.Valid, probe.ValidLast, probe.ValidControl, probe.Reissued)
			if p.Resource {
				base, controls = probe.Authorized("GET", nil, values), []probe.Name{
					probe.ResourceAccepted, probe.ResourceReused, probe.ResourceFirstAgain, probe.ResourceLast, probe.ResourceOld,
					probe.ExpiryBefore, probe.ExpiryAfter, probe.ResourceControl, probe.ResourceCrossed,
				}
			}
			isControl, draft := slices.Contains(controls, p.Name) || p.Enters, p.Draft(base, values)
			if p.Enters {
				draft.Channel = base.Channel // a login is one over either version of HTTP
			}
			if differs := cmp.Diff(base, draft) != ""; differs == isControl {
				t.Errorf("%s: differs from the documented request: %v", p.Name, differs)
			}
		}
	})
}

// An edit must never reach the draft that the next probe starts from.
func TestEditsDoNotLeak(t *testing.T) {
	eachContract(t, func(t *testing.T, contract *openapi.Contract, values probe.Values) {
		valid, untouched := probe.Documented(contract, values), probe.Documented(contract, values)
		for _, p := range probe.For(contract) {
			p.Draft(valid, values)
			if diff := cmp.Diff(untouched, valid); diff != "" {
				t.Fatalf("%s changed the valid draft:\n%s", p.Name, diff)
			}
		}
	})
}

// What a probe says of its channel is what its request is made of, for every contract.
func TestWhatIsPlainSaysSo(t *testing.T) {
	plain := 0
	for _, name := range openapi.Names() {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range probe.For(contract) {
			if d := p.Draft(probe.Documented(contract, values), values); d.Channel.Plain != p.Plain || d.Channel.Plain != probe.IsPlain(p.Name) {
				t.Errorf("%s: %s is asked over plain HTTP: %t, and says %t", name, p.Name, d.Channel.Plain, p.Plain)
			}
			if p.Plain {
				plain++
			}
		}
	}
	if plain < 4 {
		t.Errorf("%d probes ask over plain HTTP", plain)
	}
}

// A full run has to stay within the bounds that the rulings set (R5).
func TestBudget(t *testing.T) {
	contract, err := openapi.Load("prioticket")
	if err != nil {
		t.Fatal(err)
	}
	valid, refused, secrets, asked := 0, 0, 0, map[probe.Family]bool{}
	for _, p := range probe.For(contract) {
		if p.Phase == probe.Fallback || p.Phase == probe.Bulk || p.Full || p.Resource || asked[p.Family] {
			continue
		}
		asked[p.Family] = p.Family != "" // one of each
		switch p.Expect {
		case probe.Token:
			valid++
		case probe.Refusal, probe.Either:
			refused++
		case probe.Connection, probe.Served:
		}
		if p.Guess {
			secrets++
		}
	}
	if valid < 5 {
		t.Errorf("found %d valid requests, wanted at least 5", valid)
	}
	if refused > 45 {
		t.Errorf("found %d requests that may end in 4xx, wanted at most 45", refused)
	}
	if secrets != 2 {
		t.Errorf("found %d near misses of the secret, wanted 2", secrets)
	}
}

func TestNearMissesOfASecret(t *testing.T) {
	for _, tc := range []struct{ secret, cut, swapped string }{
		{"aB3é", "aB3", "Ab3É"}, {"x", "", "X"}, {"", "", ""}, {"1234", "123", "1234"},
	} {
		if got := probe.Cut(tc.secret); got != tc.cut {
			t.Errorf("Cut(%q) = %q, wanted %q", tc.secret, got, tc.cut)
		}
		if got := probe.SwapCase(tc.secret); got != tc.swapped {
			t.Errorf("SwapCase(%q) = %q, wanted %q", tc.secret, got, tc.swapped)
		}
	}
}

func field(r evidence.Request, name string) string {
	for _, f := range r.Header {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

package probe_test

import (
	"net/url"
	"slices"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/probe"
)

// ofUsers are the values of a contract with users and sessions.
var ofUsers = probe.Values{
	Client: probe.Credentials{ID: "key", Secret: "Se+cret"}, Decoy: probe.Credentials{ID: "nobody", Secret: "Nothing"},
	OtherClient: probe.Credentials{ID: "other", Secret: "Other"},
	User:        probe.Credentials{ID: "jane@example.com", Secret: "Pass word"}, DecoyUser: probe.Credentials{ID: "no@one", Secret: "Nothing"},
	First: probe.AccessToken{Type: "Bearer", Value: "first"}, Refreshed: probe.AccessToken{Type: "Bearer", Value: "new"},
	Refresh: "refresh-2", Used: "refresh-1",
}

// What is sent with a user's credentials and with refresh tokens, byte for byte.
func TestUsersProbesRender(t *testing.T) {
	contract, err := openapi.Load("ticketpark")
	if err != nil {
		t.Fatal(err)
	}
	const (
		asClient, asOther = "Basic a2V5OlNlK2NyZXQ=", "Basic b3RoZXI6T3RoZXI=" // joined as they are
		login             = "grant_type=password&username=jane%40example.com&password=Pass+word"
		refresh           = "grant_type=refresh_token&refresh_token=refresh-2"
	)
	asked := map[probe.Name]probe.Probe{}
	for _, p := range probe.For(contract) {
		asked[p.Name] = p
	}
	for name, want := range map[probe.Name][2]string{
		probe.Valid:              {asClient, login},
		probe.BodyCredentials:    {"", login + "&client_id=key&client_secret=Se%2Bcret"},
		probe.JSONEncoded:        {asClient, `{"grant_type":"password","username":"jane@example.com","password":"Pass word"}`},
		probe.WrongPassword:      {asClient, "grant_type=password&username=jane%40example.com&password=Pass+wor"},
		probe.WrongPasswordCase:  {asClient, "grant_type=password&username=jane%40example.com&password=pASS+WORD"},
		probe.UserCase:           {asClient, "grant_type=password&username=JANE%40EXAMPLE.COM&password=Pass+word"},
		probe.UnknownUser:        {asClient, "grant_type=password&username=jane%40example.com.nobody.invalid&password=Pass+word"},
		probe.UserMissing:        {asClient, "grant_type=password&password=Pass+word"},
		probe.UserEmpty:          {asClient, "grant_type=password&username=&password=Pass+word"},
		probe.PasswordMissing:    {asClient, "grant_type=password&username=jane%40example.com"},
		probe.PasswordEmpty:      {asClient, "grant_type=password&username=jane%40example.com&password="},
		probe.NoCredentials:      {"", login},
		probe.RefreshMissing:     {asClient, "grant_type=refresh_token"},
		probe.RefreshEmpty:       {asClient, "grant_type=refresh_token&refresh_token="},
		probe.RefreshGarbage:     {asClient, "grant_type=refresh_token&refresh_token=Nothing"},
		probe.Refresh:            {asClient, refresh},
		probe.RefreshThird:       {asClient, refresh},
		probe.RefreshAccessToken: {asClient, "grant_type=refresh_token&refresh_token=new"},
		probe.RefreshWrongSecret: {"Basic a2V5Ok5vdGhpbmc=", refresh},
		probe.RefreshOtherClient: {asOther, refresh},
		probe.RefreshNoClient:    {"", refresh},
		probe.RefreshOld:         {asClient, "grant_type=refresh_token&refresh_token=refresh-1"},
		probe.ExpiryRefresh:      {asClient, refresh},
		probe.ResourceRefresh:    {"Bearer refresh-2", ""},
		probe.ResourceRefreshed:  {"Bearer new", ""},
		probe.ResourceOld:        {"Bearer first", ""},
	} {
		t.Run(string(name), func(t *testing.T) {
			p, ok := asked[name]
			if !ok {
				t.Fatal("it is not asked")
			}
			valid := probe.Documented(contract, ofUsers)
			if p.Resource {
				valid = probe.Authorized("GET", nil, ofUsers)
			}
			request, err := p.Draft(valid, ofUsers).Render(url.URL{Scheme: "https", Host: "example.com"})
			if err != nil {
				t.Fatal(err)
			}
			if got := [2]string{field(request, "Authorization"), string(request.Body)}; got != want {
				t.Errorf("found\n%q, wanted\n%q", got, want)
			}
		})
	}
}

// A request that may be read on its way has nobody's real credentials.
func TestDisguisedHidesEverybody(t *testing.T) {
	contract, err := openapi.Load("ticketpark")
	if err != nil {
		t.Fatal(err)
	}
	request, err := probe.Disguised(probe.Documented(contract, ofUsers), ofUsers).Render(url.URL{Scheme: "http", Host: "example.com"})
	if err != nil {
		t.Fatal(err)
	}
	const want = "grant_type=password&username=no%40one&password=Nothing"
	if string(request.Body) != want || field(request, "Authorization") != "Basic bm9ib2R5Ok5vdGhpbmc=" {
		t.Errorf("found %s with %s", request.Body, field(request, "Authorization"))
	}
}

// A contract is asked what its rulings speak of, and what it has: no user where there are none, no JSON where forms are
// documented.
func TestContractsAreAskedTheirOwn(t *testing.T) {
	for name, c := range map[string]struct{ asked, spared []probe.Name }{
		"prioticket": {
			[]probe.Name{probe.GrantNull, probe.ValidScope, probe.ResourceOther, probe.FormEncoded, probe.Revoked},
			[]probe.Name{probe.WrongPassword, probe.Refresh, probe.JSONEncoded, probe.ResourceRefresh, probe.SessionAnew},
		},
		"ticketpark": {
			[]probe.Name{probe.WrongPassword, probe.Refresh, probe.JSONEncoded, probe.ResourceRefresh, probe.SessionAnew},
			[]probe.Name{probe.GrantNull, probe.ValidScope, probe.ResourceOther, probe.FormEncoded, probe.Revoked},
		},
	} {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		var names []probe.Name
		for _, p := range probe.For(contract) {
			names = append(names, p.Name)
		}
		for _, asked := range c.asked {
			if !slices.Contains(names, asked) {
				t.Errorf("%s is not asked %s", name, asked)
			}
		}
		for _, spared := range c.spared {
			if slices.Contains(names, spared) {
				t.Errorf("%s is asked %s", name, spared)
			}
		}
	}
}

package client_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// sketch is a record that a test draws by hand.
type sketch struct {
	c      *openapi.Contract
	scenes []*strip
}

// strip is one scenario of it.
type strip struct {
	of              scenario.Scenario
	c               *openapi.Contract
	played          evidence.Played
	list            []*evidence.Exchange
	life            int
	access, refresh int
}

type edit func(*evidence.Exchange)

var begin = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func moment(at float64) time.Time { return begin.Add(time.Duration(at * float64(time.Second))) }

func load(t testing.TB, name string) *openapi.Contract {
	t.Helper()
	c, err := openapi.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (k *sketch) record() evidence.Record {
	rec := evidence.Record{Run: evidence.Run{Role: evidence.OfClient, Contract: k.c.Name, Subject: &evidence.Subject{Name: "mine"}}}
	rec.Run.Names = []evidence.Named{{Pseudonym: "‹password›", Meaning: "password"}}
	for _, s := range k.scenes {
		rec.Run.Scenarios = append(rec.Run.Scenarios, s.played)
		for _, x := range s.list {
			rec.Exchanges = append(rec.Exchanges, *x)
		}
	}
	return rec
}

// anew gives an empty strip of a scenario, in the place of the one that is there.
func (k *sketch) anew(name scenario.Name) *strip {
	of, ok := scenario.Of(k.c, name)
	if !ok {
		panic("no scenario " + name)
	}
	s := &strip{of: of, c: k.c, life: 1, played: evidence.Played{
		Name: string(name), Started: begin, Finished: moment(20), Calls: of.Calls, Pause: of.Pause, Lifetime: of.Lifetime,
	}}
	if i := slices.IndexFunc(k.scenes, func(o *strip) bool { return o.of.Name == name }); i >= 0 {
		k.scenes[i] = s
	} else {
		k.scenes = append(k.scenes, s)
	}
	return s
}

func (k *sketch) of(name scenario.Name) *strip {
	i := slices.IndexFunc(k.scenes, func(s *strip) bool { return s.of.Name == name })
	return k.scenes[i]
}

// drop leaves scenarios out of the run.
func (k *sketch) drop(names ...scenario.Name) {
	k.scenes = slices.DeleteFunc(k.scenes, func(s *strip) bool { return slices.Contains(names, s.of.Name) })
}

// only keeps the named scenarios.
func (k *sketch) only(names ...scenario.Name) {
	k.scenes = slices.DeleteFunc(k.scenes, func(s *strip) bool { return !slices.Contains(names, s.of.Name) })
}

// every changes all exchanges that the predicate chooses.
func (k *sketch) every(is func(*evidence.Exchange) bool, edits ...edit) {
	for _, s := range k.scenes {
		for _, x := range s.list {
			if x.Life == nil && is(x) {
				apply(x, edits)
			}
		}
	}
}

func apply(x *evidence.Exchange, edits []edit) {
	for _, e := range edits {
		e(x)
	}
}

func isAsk(x *evidence.Exchange) bool  { return x.Heard.Endpoint == evidence.TokenEndpoint }
func isCall(x *evidence.Exchange) bool { return x.Heard.Endpoint == evidence.ResourceEndpoint }
func isRefresh(x *evidence.Exchange) bool {
	return isAsk(x) && strings.Contains(string(x.Request.Body), "refresh_token")
}

func (s *strip) add(at float64, x evidence.Exchange) *evidence.Exchange {
	x.ID, x.Probe, x.Attempt = fmt.Sprintf("%s.%d", s.of.Name, len(s.list)+1), string(s.of.Name), len(s.list)+1
	x.Started, x.Duration = moment(at), 10*time.Millisecond
	if x.Heard != nil {
		x.Heard.Life = min(s.life, s.of.Lives)
	}
	s.list = append(s.list, &x)
	return &x
}

// ask is a request for a token as the contract has it: of Ticketpark the first is a login, and what follows a refresh.
func (s *strip) ask(at float64, edits ...edit) *evidence.Exchange {
	x := evidence.Exchange{Request: evidence.Request{
		Method: http.MethodPost, URL: "https://target.test/token", Proto: "HTTP/1.1", Body: []byte(`{"grant_type":"client_credentials"}`),
		Header: []evidence.Field{{Name: "Content-Type", Value: "application/json"}, {Name: "Accept", Value: "application/json"}},
	}}
	x.Heard = &evidence.Heard{Endpoint: evidence.TokenEndpoint, Channel: evidence.Secure, Offered: "TLS 1.3", Shown: []evidence.Shown{
		{What: evidence.ClientCredential, Where: evidence.InAuthorization, Scheme: "Basic"},
	}}
	if s.c.Facts.Has(facts.PasswordGrant) {
		x.Request.Header[0].Value = "application/x-www-form-urlencoded"
		if s.refresh == 0 {
			login(&x)
		} else {
			refreshing(s.refresh)(&x)
		}
	}
	s.access++
	x.Heard.Issued = &evidence.Issued{Access: s.access}
	body := `{"access_token":"‹token›","token_type":"Bearer","expires_in":3600}`
	if s.c.Facts.Has(facts.RefreshGrant) {
		s.refresh++
		x.Heard.Issued.Refresh = s.refresh
	}
	x.Response = &evidence.Response{Status: http.StatusOK, Body: []byte(body)}
	made := s.add(at, x)
	apply(made, edits)
	if made.Heard.Issued == nil {
		s.access--
		if s.c.Facts.Has(facts.RefreshGrant) {
			s.refresh--
		}
	}
	return made
}

func login(x *evidence.Exchange) {
	x.Request.Body = []byte("grant_type=password&username=joe&password=‹password›")
	x.Heard.Shown = append(x.Heard.Shown[:1:1], evidence.Shown{What: evidence.Password, Where: evidence.InBody})
}

func refreshing(number int) edit {
	return func(x *evidence.Exchange) {
		x.Request.Body = []byte("grant_type=refresh_token&refresh_token=‹refresh›")
		x.Heard.Shown = append(x.Heard.Shown[:1:1], evidence.Shown{What: evidence.RefreshToken, Where: evidence.InBody, Token: number})
	}
}

// call is a request of the resource with a token, which is served.
func (s *strip) call(at float64, token int, edits ...edit) *evidence.Exchange {
	x := evidence.Exchange{
		Request: evidence.Request{Method: http.MethodGet, URL: "https://target.test/resource", Proto: "HTTP/1.1"},
		Heard: &evidence.Heard{Endpoint: evidence.ResourceEndpoint, Channel: evidence.Secure, Offered: "TLS 1.3", Shown: []evidence.Shown{
			{What: evidence.AccessToken, Where: evidence.InAuthorization, Scheme: "Bearer", Token: token},
		}},
		Response: &evidence.Response{Status: http.StatusOK},
	}
	made := s.add(at, x)
	apply(made, edits)
	return made
}

// calls are several, apart from each other.
func (s *strip) calls(at, apart float64, number, token int, edits ...edit) {
	for i := range number {
		s.call(at+float64(i)*apart, token, edits...)
	}
}

func (s *strip) shake(at float64) *evidence.Exchange {
	return s.add(at, evidence.Exchange{
		Heard:   &evidence.Heard{Channel: evidence.Secure, Offered: "TLS 1.3"},
		Failure: &evidence.Failure{Kind: evidence.TLSFailed, Detail: "unknown authority"},
	})
}

// ends is the end of a life, with a code.
func (s *strip) ends(at float64, code int, edits ...func(*evidence.Life)) {
	l := &evidence.Life{Number: s.life, Ending: evidence.Exited, Code: code, Output: "begun\ndone", Printed: 10, Searched: true}
	for _, e := range edits {
		e(l)
	}
	x := s.add(0, evidence.Exchange{Life: l})
	x.ID, x.Duration = fmt.Sprintf("%s.life-%d", s.of.Name, s.life), moment(at).Sub(begin)
	s.life++
}

// The edits.

func answers(status int, fields ...string) edit {
	return func(x *evidence.Exchange) {
		x.Response, x.Heard.Issued = &evidence.Response{Status: status}, nil
		for i := 0; i+1 < len(fields); i += 2 {
			x.Response.Header = append(x.Response.Header, evidence.Field{Name: fields[i], Value: fields[i+1]})
		}
	}
}

func shown(list ...evidence.Shown) edit {
	return func(x *evidence.Exchange) { x.Heard.Shown = list }
}

func showsToo(list ...evidence.Shown) edit {
	return func(x *evidence.Exchange) { x.Heard.Shown = slices.Concat(x.Heard.Shown, list) }
}

func flawed(flaw evidence.Flaw) edit {
	return func(x *evidence.Exchange) {
		x.Heard.Shown = slices.Clone(x.Heard.Shown)
		x.Heard.Shown[0].Flaw = flaw
		if flaw == evidence.FlawWrong || flaw == evidence.FlawMadeUp || flaw == evidence.FlawAltered {
			x.Heard.Shown[0].Token = 0
		}
	}
}

func scheme(name string) edit {
	return func(x *evidence.Exchange) {
		x.Heard.Shown = slices.Clone(x.Heard.Shown)
		x.Heard.Shown[0].Scheme = name
	}
}

func where(place evidence.Place) edit {
	return func(x *evidence.Exchange) {
		x.Heard.Shown = slices.Clone(x.Heard.Shown)
		x.Heard.Shown[0].Where = place
	}
}

func over(channel evidence.Channel) edit {
	return func(x *evidence.Exchange) { x.Heard.Channel = channel }
}

func body(text string) edit {
	return func(x *evidence.Exchange) { x.Request.Body = []byte(text) }
}

func method(name string) edit {
	return func(x *evidence.Exchange) { x.Request.Method = name }
}

func field(name, value string) edit {
	return func(x *evidence.Exchange) {
		x.Request.Header = slices.DeleteFunc(slices.Clone(x.Request.Header), func(f evidence.Field) bool { return f.Name == name })
		if value != "" {
			x.Request.Header = append(x.Request.Header, evidence.Field{Name: name, Value: value})
		}
	}
}

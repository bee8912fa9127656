package text

import (
	"strings"
	"testing"

	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/suites/evidence"
)

const (
	typeJSON = "Content-Type: application/json"
	grant    = `{"grant_type":"client_credentials"}`
	// qwertyuiop:Zx3Vb5Nm7Qw9 and qwertyuiop:Zx3Vb5Nm7Qw
	basicGood = "Authorization: Basic cXdlcnR5dWlvcDpaeDNWYjVObTdRdzk="
)

func TestDescribeSent(t *testing.T) {
	for _, c := range []struct {
		name string
		x    evidence.Exchange
		want string
	}{
		{"the documented request", evidence.Exchange{Request: reportstest.Post(grant, reportstest.AcceptJSON, basicGood, typeJSON, "User-Agent: authconform/1", "App-Reference: 7/valid")}, `POST /oauth2/token  Authorization: Basic ‹client id›:‹client secret›, body {"grant_type":"client_credentials"}`},
		{"a wrong secret", evidence.Exchange{Request: reportstest.Post(grant, reportstest.AcceptJSON, reportstest.BasicWrong, typeJSON)}, `POST /oauth2/token  Authorization: Basic ‹client id›:‹wrong secret›, body {"grant_type":"client_credentials"}`},
		{"names in lower case", evidence.Exchange{Request: reportstest.Post(grant, "authorization: basic cXdlcnR5dWlvcDpaeDNWYjVObTdRdzk=", "content-type: application/json")}, `POST /oauth2/token  authorization: basic ‹client id›:‹client secret›, content-type: application/json, body {"grant_type":"client_credentials"}`},
		{"not base64", evidence.Exchange{Request: reportstest.Post("", "Authorization: Basic !!!")}, `POST /oauth2/token  Authorization: Basic !!!, no body`},
		{"no content type", evidence.Exchange{Request: reportstest.Post("x")}, `POST /oauth2/token  no Content-Type, body x`},
		{"another accept", evidence.Exchange{Request: reportstest.Post(" {\r\n\t\"a\" : 1}\n", "Accept: application/xml", typeJSON)}, `POST /oauth2/token  Accept: application/xml, body { "a" : 1}`},
		{"a form", evidence.Exchange{Request: reportstest.Post("client_id=qwertyuiop&client_secret=pq%22r%5Cs%2Ft+u%26v", "Content-Type: application/x-www-form-urlencoded")}, `POST /oauth2/token  Content-Type: application/x-www-form-urlencoded, body client_id=‹client id›&client_secret=‹odd secret›`},
		{"JSON", evidence.Exchange{Request: reportstest.Post(`{"s":"pq\"r\\s/t u&v"}`, typeJSON)}, `POST /oauth2/token  body {"s":"‹odd secret›"}`},
		{"a short name is a whole word", evidence.Exchange{Request: reportstest.Post("abc=abc&xabc=abcd&abc-", typeJSON)}, `POST /oauth2/token  Content-Type: application/json, body ‹short id›=‹short id›&xabc=abcd&abc-`},
		{"a query", evidence.Exchange{Request: evidence.Request{Method: "GET", URL: reportstest.Endpoint + "?client_id=qwertyuiop"}}, `GET /oauth2/token?client_id=‹client id›`},
		{"plain HTTP", evidence.Exchange{Request: evidence.Request{Method: "GET", URL: "http://api.example.org/v3.8/distributor/x"}}, `GET http://api.example.org/v3.8/distributor/x`},
		{"another host with the same beginning", evidence.Exchange{Request: evidence.Request{Method: "GET", URL: "https://api.example.org/v3.8/distributor.evil/"}}, `GET https://api.example.org/v3.8/distributor.evil/`},
		{"long", evidence.Exchange{Request: reportstest.Post(strings.Repeat("é", 500), typeJSON)}, `POST /oauth2/token  Content-Type: application/json, body ` + strings.Repeat("é", 80) + `… (1000 bytes)`},
		{"white space alone", evidence.Exchange{Request: reportstest.Post(" \n", typeJSON)}, `POST /oauth2/token  Content-Type: application/json, body  \n`},
		{"a handshake", evidence.Exchange{Probe: "tls-1-1", Request: evidence.Request{URL: "https://api.example.org"}}, "a TLS handshake of TLS 1.1 alone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, _ := Describe(reportstest.Record(), c.x); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestDescribeGot(t *testing.T) {
	answer := func(status int, body string, header ...string) evidence.Exchange {
		r := &evidence.Response{Status: status, Header: reportstest.Post("", header...).Header, Body: []byte(body)}
		return evidence.Exchange{Request: evidence.Request{Method: "POST", URL: reportstest.Endpoint}, Response: r}
	}
	truncated := answer(400, "x", typeJSON)
	truncated.Response.Truncated = true
	head := answer(405, "", "Allow: POST")
	head.Request.Method = "HEAD"
	for _, c := range []struct {
		name string
		x    evidence.Exchange
		want string
	}{
		{"401", answer(401, `{"error":"invalid_client"}`, typeJSON), `401, no WWW-Authenticate, body {"error":"invalid_client"}`},
		{"401 with a challenge", answer(401, `{}`, "Content-Type: application/JSON", `Www-Authenticate: Basic realm="x"`), `401, Www-Authenticate: Basic realm="x", body {}`},
		{"a token", answer(200, `{"access_token":"eyJhbGciOiJFUzI1NiJ9.e30.c2ln"}`, typeJSON, "Cache-Control: no-store"), `200, Cache-Control: no-store, body {"access_token":"‹access token›"}`},
		{"no media type", answer(400, `{}`), `400, no Content-Type, body {}`},
		{"two media types", answer(400, `{}`, typeJSON, "Content-Type: text/html"), `400, Content-Type: application/json, Content-Type: text/html, body {}`},
		{"nothing", answer(405, ""), `405, no Allow, no body`},
		{"HEAD", head, `405, Allow: POST`},
		{"a redirect", answer(302, "", "Location: https://evil.example/"), `302, Location: https://evil.example/, no body`},
		{"cut", truncated, `400, body x, more than the 1 bytes that are read`},
		{"hostile", answer(400, "\x1b[2J\u202e\xff", typeJSON), `400, body \x1b[2J\u202e\xff`},
		{"no answer", evidence.Exchange{Request: evidence.Request{Method: "POST"}, Failure: &evidence.Failure{Kind: evidence.Timeout, Detail: "no answer within 10s"}}, "no answer: no answer within 10s"},
		{"no detail", evidence.Exchange{Failure: &evidence.Failure{Kind: evidence.TLSVersion}}, "no answer: tls.version"},
		{"a handshake", evidence.Exchange{TLS: &evidence.TLS{Version: "TLS 1.1"}}, "the handshake succeeded with TLS 1.1"},
		{"empty", evidence.Exchange{}, "nothing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, got := Describe(reportstest.Record(), c.x); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// A description is bounded whatever the answer is, and works without a record.
func TestDescribeBounded(t *testing.T) {
	x := evidence.Exchange{Request: reportstest.Post(strings.Repeat("abc ", 1<<18), "X: "+strings.Repeat("\x1b", 1<<16)), Response: &evidence.Response{
		Status: 401, Header: []evidence.Field{{Name: "WWW-Authenticate", Value: strings.Repeat("é", 1<<16)}}, Body: []byte(strings.Repeat("\xff", 1<<20)),
	}}
	for _, rec := range []*evidence.Record{nil, {}, reportstest.Record()} {
		sent, got := Describe(rec, x)
		if len(sent) > 4000 || len(got) > 4000 {
			t.Errorf("sent has %d bytes, got %d", len(sent), len(got))
		}
	}
}

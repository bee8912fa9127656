package reports

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/suites/evidence"
)

// exchanged is the record that the example reports rest on.
func exchanged() evidence.Record {
	const address = "https://sandbox-distributor-api.prioticket.com/v3.8/distributor/oauth2/token"
	at := time.Date(2025, 3, 1, 12, 0, 0, 0, time.FixedZone("CET", 3600))
	tls := &evidence.TLS{Version: "TLS 1.3", CipherSuite: "TLS_AES_128_GCM_SHA256", Subject: "CN=sandbox-distributor-api.prioticket.com", Verified: true, NotAfter: at.AddDate(1, 0, 0)}
	ask := func(id, authorization, body string, after, took time.Duration) evidence.Exchange {
		return evidence.Exchange{
			ID: id, Probe: id, Attempt: 1, Started: at.Add(after), Duration: took, Remote: "192.0.2.7:443", TLS: tls,
			Request: evidence.Request{Method: "POST", URL: address, Proto: "HTTP/2.0", Body: []byte(body), Header: []evidence.Field{
				{Name: "Accept", Value: "application/json"}, {Name: "Authorization", Value: authorization}, {Name: "Content-Type", Value: "application/json"},
			}},
		}
	}
	answer := func(x evidence.Exchange, status int, body string) evidence.Exchange {
		x.Response = &evidence.Response{Proto: "HTTP/2.0", Status: status, Body: []byte(body), Header: []evidence.Field{
			{Name: "Content-Type", Value: "application/json"}, {Name: "Date", Value: "Sat, 01 Mar 2025 11:00:00 GMT"},
		}}
		return x
	}
	const grant = `{"grant_type":"client_credentials"}`
	const token = "{\n  \"access_token\": \"token-one\",\n  \"token_type\": \"Bearer\",\n  \"expires_in\": 3600\n}\n"
	basic := func(secret string) string { return fmt.Sprintf("Basic %s", inBase64("client-one:"+secret)) }
	late := ask("tls-1-1", "", "", 2*time.Second, 400*time.Millisecond)
	late.Request, late.TLS, late.Failure = evidence.Request{URL: address}, nil, &evidence.Failure{Kind: evidence.Timeout, Detail: "no answer within 0.4 s"}
	return evidence.Record{
		Run: evidence.Run{Names: []evidence.Named{
			{Pseudonym: "client-one", Meaning: "client id", Shell: "$AUTHCONFORM_CLIENT_ID"},
			{Pseudonym: "secret-one", Meaning: "client secret", Shell: "$AUTHCONFORM_CLIENT_SECRET"},
			{Pseudonym: "secret-two", Meaning: "wrong secret"},
			{Pseudonym: "token-one", Meaning: "access token"},
		}},
		Exchanges: []evidence.Exchange{
			answer(ask("valid", basic("secret-one"), grant, 0, 84*time.Millisecond), 200, token),
			answer(ask("form-encoded", basic("secret-one"), "grant_type=client_credentials", 90*time.Millisecond, 35*time.Millisecond), 200, token),
			answer(ask("wrong-secret", basic("secret-two"), grant, 130*time.Millisecond, 420*time.Millisecond), 401, `{"error":"invalid_client","error_description":"Client authentication failed"}`),
			answer(ask("unknown-client", basic("secret-two"), grant, 640*time.Millisecond, 950*time.Millisecond), 200, token),
			late,
		},
	}
}

// hostileExchanges come from a target that wants to harm whoever reads of it.
func hostileExchanges() []Exchange {
	rec := exchanged()
	x := &rec.Exchanges[2]
	x.Remote = hostile
	x.Response = &evidence.Response{Proto: "HTTP/1.1" + hostile, Status: 200, Truncated: true, Body: []byte("<script>alert(1)</script>\n" + hostile + strings.Repeat("<", 1<<20))}
	for range 200 {
		x.Response.Header = append(x.Response.Header, evidence.Field{Name: "X-</code></pre><script src=//evil.example/>", Value: hostile + `"onload="alert(2)`})
	}
	x.TLS = &evidence.TLS{Version: hostile, CipherSuite: hostile, Subject: hostile, DNSNames: []string{hostile}}
	rec.Exchanges[1].ID = `"><img src=x onerror=alert(3)>`
	rec.Exchanges[4].Failure = &evidence.Failure{Kind: evidence.Malformed, Detail: hostile}
	return ExchangesOf(rec)
}

func TestExchangesOfTellsMeanings(t *testing.T) {
	x := ExchangesOf(exchanged())[2]
	want := []evidence.Field{
		{Name: "Accept", Value: "application/json"},
		{Name: "Authorization", Value: "Basic ‹client id›:‹wrong secret›"},
		{Name: "Content-Type", Value: "application/json"},
	}
	if diff := cmp.Diff(want, x.Request.Header); diff != "" {
		t.Error(diff)
	}
	if body := ExchangesOf(exchanged())[0].Response.Body.Text; !strings.Contains(body, `"‹access token›"`) {
		t.Errorf("body %q", body)
	}
	if x.Micros != 420_000 || x.Response.Status != 401 || x.Response.Body.Bytes != 77 {
		t.Errorf("took %d µs, status %d, %d bytes", x.Micros, x.Response.Status, x.Response.Body.Bytes)
	}
}

func TestExchangesAreBounded(t *testing.T) {
	rec := exchanged()
	one := rec.Exchanges[0]
	one.Response.Body = []byte(strings.Repeat("\x80", 1<<20))
	for range 100 {
		one.Response.Header = append(one.Response.Header, evidence.Field{Name: strings.Repeat("n", 1<<16), Value: strings.Repeat("é", 1<<16)})
	}
	rec.Exchanges = nil
	for i := range maxExchanges + 5 {
		one.ID = fmt.Sprint("x", i)
		one.Started = one.Started.Add(time.Millisecond)
		rec.Exchanges = append(rec.Exchanges, one)
	}
	got := Report{Exchanges: ExchangesOf(rec)}.Complete().Exchanges
	if len(got) != maxExchanges {
		t.Fatalf("%d exchanges", len(got))
	}
	all := 0
	for _, x := range got {
		all += x.size()
	}
	if all > maxAllExchanges {
		t.Errorf("%d bytes in all", all)
	}
	first, last := got[0].Response, got[maxExchanges-1].Response
	if len(first.Body.Text) > maxExchangeBody || !strings.HasPrefix(first.Body.Text, `\x80\x80`) || first.Body.Bytes != 1<<20 || !first.Body.Cut {
		t.Errorf("the first body has %d of %d bytes and begins with %.20q", len(first.Body.Text), first.Body.Bytes, first.Body.Text)
	}
	if len(first.Header) != maxFields || len(first.Header[maxFields-1].Name) > maxFieldName || len(first.Header[maxFields-1].Value) > maxText {
		t.Errorf("%d header fields", len(first.Header))
	}
	if len(last.Header) != 0 || last.Body.Text != "" || !last.Body.Cut || last.Body.Bytes != 1<<20 || last.Status != 200 {
		t.Errorf("past the bound: %+v", last)
	}
}

func inBase64(pair string) string { return base64.StdEncoding.EncodeToString([]byte(pair)) }

package example

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/baseline"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// Exchanged is the record that the example reports rest on.
func Exchanged() evidence.Record {
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
func hostileExchanges() []reports.Exchange {
	rec := Exchanged()
	x := &rec.Exchanges[2]
	x.Remote = reportstest.Hostile
	x.Response = &evidence.Response{Proto: "HTTP/1.1" + reportstest.Hostile, Status: 200, Truncated: true, Body: []byte("<script>alert(1)</script>\n" + reportstest.Hostile + strings.Repeat("<", 1<<20))}
	for range 200 {
		x.Response.Header = append(x.Response.Header, evidence.Field{Name: "X-</code></pre><script src=//evil.example/>", Value: reportstest.Hostile + `"onload="alert(2)`})
	}
	x.TLS = &evidence.TLS{Version: reportstest.Hostile, CipherSuite: reportstest.Hostile, Subject: reportstest.Hostile, DNSNames: []string{reportstest.Hostile}}
	rec.Exchanges[1].ID = `"><img src=x onerror=alert(3)>`
	rec.Exchanges[4].Failure = &evidence.Failure{Kind: evidence.Malformed, Detail: reportstest.Hostile}
	return reports.ExchangesOf(rec)
}

func inBase64(pair string) string { return base64.StdEncoding.EncodeToString([]byte(pair)) }

// Render writes a report in a format.
func Render(t *testing.T, r reports.Report, write func(*bytes.Buffer, reports.Report) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// CommandOf is the command with which a clause of a report is tried again.
func CommandOf(r reports.Report, id string) string {
	r = r.Complete()
	return r.Results[slices.IndexFunc(r.Results, func(x reports.Result) bool { return x.ID == id })].Reproduce
}

// AddSmallReports seeds a fuzz target: what is large is slow to fuzz.
func AddSmallReports(f *testing.F) {
	f.Helper()
	small := Failed()
	small.Results, small.Exchanges, small.Coverage, small.Names = small.Results[:1], nil, nil, nil
	small.Results[0].Explanation = nil
	var b bytes.Buffer
	if err := reports.WriteJSON(&b, small); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("{}"))
}

// Explanation is what there is to know of a clause.
func Explanation() *clause.Explanation {
	return &clause.Explanation{
		Ruling: "Each wrong request has the answers that the sources allow it.",
		Probes: []clause.ExplainedProbe{
			{Name: "wrong-secret", Asks: "cuts the client secret short by a character"},
			{Name: "valid-scope", Asks: "asks for a scope", Control: true},
		},
		Advice: `Send WWW-Authenticate: Basic realm="…" with every 401.`,
	}
}

// Listing is a baseline that lists clauses.
func Listing(ids ...string) baseline.Baseline {
	b := baseline.Baseline{Name: "baseline.yaml"}
	for i, id := range ids {
		b.Known = append(b.Known, baseline.Known{
			Clause: id, Reason: "the gateway strips the header; fixed in release 42", Owner: "jane@example.com",
			Expires: On("2025-12-31"), Line: 2 + 4*i,
		})
	}
	return b
}

// On is a day, as a baseline writes it.
func On(t string) time.Time {
	parsed, err := time.Parse(baseline.Day, t)
	if err != nil {
		panic(err)
	}
	return parsed
}

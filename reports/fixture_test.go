package reports

import (
	"bytes"
	"encoding/base64"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with testdata/name, or writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("golden file (run with -update to write it): %v", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-golden +got):\n%s", name, diff)
	}
}

// hostile is what a target says that wants to do harm: to a terminal, to XML, to a reader of lines.
const hostile = "\x1b[2J\x1b]0;owned\x07\u009b31m\u202eabc\u2066\u200b\x00\x0b\ufffe]]><!--\r\nverdict: conformant\n<failure/>\xff&"

// examples are the reports that every writer is held against, by the name of their golden files.
func examples() map[string]Report {
	return map[string]Report{
		"conformant":   conformant(),
		"partial":      partial(),
		"failed":       failed(),
		"strict":       strict(),
		"inconclusive": inconclusive(),
		"interrupted":  interrupted(),
		"set-up":       setUpFailed(),
		"hostile":      hostileReport(),
		"known":        knownDeviations(),
		"misfit":       misfitBaseline(),
	}
}

func base() Report {
	return Report{
		Contract: Contract{
			Name: "prioticket", Title: "Prioticket Distributor API 3.8, token endpoint", Version: "3.8",
			Document: "openapi/prioticket/distributor-3.8.yaml", Digest: "sha256:" + strings.Repeat("0a", 32),
		},
		Target: Target{
			BaseURL: "https://sandbox-distributor-api.prioticket.com/v3.8/distributor", Environment: "sandbox",
			Profile: "core", Form: "documented",
		},
		Suite:    Suite{Name: "authconform", Version: "0.1.0", Run: "7c1d"},
		Started:  time.Date(2025, 3, 1, 12, 0, 0, 0, time.FixedZone("CET", 3600)),
		Finished: time.Date(2025, 3, 1, 12, 0, 2, 500e6, time.FixedZone("CET", 3600)),
		Preflight: []evidence.Step{
			{Name: "name resolution", Status: "passed", Detail: "192.0.2.7"},
			{Name: "tcp", Status: "passed", Detail: "192.0.2.7:443 accepts connections"},
			{Name: "tls", Status: "passed", Detail: "TLS 1.3, certificate valid for the host until 2026-01-01"},
			{Name: "http answer", Status: "passed", Detail: "405 to GET"},
			{Name: "credentials", Status: "passed", Detail: "a token was issued"},
		},
		Coverage: []Coverage{
			{Pointer: "/paths/~1oauth2~1token/post/responses/405", Location: "openapi/prioticket/distributor-3.8.yaml:88", Statement: "answers 405 to an undocumented method", Clauses: []string{"errors.method.get"}},
			{Pointer: "/paths/~1oauth2~1token/post/responses/200", Location: "openapi/prioticket/distributor-3.8.yaml:61", Statement: "answers 200", Clauses: []string{"token.status", "token.members"}},
			{Pointer: "/paths/~1oauth2~1token/post/parameters/0", Statement: "takes an App-Name", Clauses: nil, Reason: "the target decides what it does with it"},
		},
		Traffic:   Traffic{Requests: 48, Errors4xx: 33, Errors5xx: 0, Unanswered: 1, Handshakes: 3},
		Exchanges: ExchangesOf(exchanged()),
		Files:     map[string]string{EvidenceFile: "sha256:" + strings.Repeat("0c", 32), "junit.xml": "sha256:" + strings.Repeat("0d", 32)},
		Names:     append(exchanged().Run.Names, evidence.Named{Pseudonym: "secret-cut", Meaning: "client secret without its last character", Shell: "${AUTHCONFORM_CLIENT_SECRET%?}"}),
	}
}

// judged completes a report as the command does: with the verdict over its own clauses.
func judged(r Report) Report {
	catalogue := make([]string, len(r.Results))
	for i, x := range r.Results {
		catalogue[i] = x.ID
	}
	r.Verdict, r.Reason = Judge(r.Results, catalogue, Terms{Strict: r.Strict, Interrupted: r.Interrupted})
	return r
}

func passes(ids ...string) []Result {
	out := make([]Result, len(ids))
	for i, id := range ids {
		area, _, _ := strings.Cut(id, ".")
		out[i] = Result{
			ID: id, Title: "keeps " + strings.ReplaceAll(id, ".", " "), Area: area, Level: Mandatory,
			Status: Passed, Source: "endpoint page", Ruling: "R9", Evidence: []string{"valid"},
		}
	}
	return out
}

func skips() []Result {
	return []Result{
		{
			ID: "errors.code.invalid_grant", Title: "answers invalid_grant with its model", Area: "errors", Level: Mandatory, Status: Skipped,
			Source: "endpoint page, response 400", Ruling: "R9", Reason: "cannot be provoked from outside with the client credentials grant",
		},
		{
			ID: "errors.code.unauthorized_client", Title: "answers unauthorized_client with its model", Area: "errors", Level: Mandatory, Status: Skipped,
			Source: "endpoint page, response 400", Ruling: "R9", Reason: "cannot be provoked from outside with the client credentials grant",
		},
		{
			ID: "errors.query-credentials", Title: "gives no token for credentials in the URL", Area: "errors", Level: Mandatory, Status: Skipped,
			Source: "endpoint page, 400", Ruling: "R9", Reason: "would send a real secret in a URL", Flag: "--allow-secret-in-url",
		},
	}
}

func warning() Result {
	return Result{
		ID: "token.no-store", Title: "forbids caches to keep a token", Area: "token", Level: Recommended, Status: Warned,
		Source: "RFC 6749, section 5.1", Ruling: "R6", Evidence: []string{"valid"},
		Violations: []wire.Violation{{Pointer: "Cache-Control", Rule: "header", Detail: "wanted no-store, found no such field"}},
		Sent:       "POST /oauth2/token  Authorization: Basic ‹client id›:‹client secret›, body {\"grant_type\":\"client_credentials\"}",
		Got:        "200, no Cache-Control, body {\"access_token\":\"‹access token›\",\"token_type\":\"Bearer\",\"expires_in\":3600}",
		Wanted:     "Cache-Control: no-store",
		Request:    documented("client-one:secret-one", evidence.Field{Name: "Accept", Value: "application/json"}),
	}
}

// documented is the valid request with that pair in Basic.
func documented(pair string, more ...evidence.Field) *clause.SentRequest {
	return &clause.SentRequest{
		Probe: "valid", Method: "POST", URL: "https://sandbox-distributor-api.prioticket.com/v3.8/distributor/oauth2/token",
		Header: append(more, evidence.Field{Name: "Authorization", Value: "Basic " + base64.StdEncoding.EncodeToString([]byte(pair))},
			evidence.Field{Name: "Content-Type", Value: "application/json"}),
		Body: `{"grant_type":"client_credentials"}`,
	}
}

func conformant() Report {
	r := base()
	r.Results = append(passes("token.status", "token.members", "errors.method.get", "transport.certificate"), skips()...)
	r.Results = append(r.Results, warning(), Result{
		ID: "transport.hsts", Title: "sends HSTS", Area: "transport", Level: Optional, Status: Warned, Source: "RFC 6797", Ruling: "R19",
		Message: "no Strict-Transport-Security in any answer",
	})
	r.Results[0].Note = "granted the scope as asked"
	r.Noted = []clause.Noted{{ID: "form-encoded", About: "a form in place of JSON", Seen: "answered 200", Ruling: "R25", Evidence: []string{"form-encoded"}}}
	r.Spellings = []clause.Spelt{
		{Question: "near-secrets", Asked: []string{"secret-cut", "secret-longer"}, Left: []string{"secret-case"}},
		{Question: "other-grants", Asked: []string{"grant-upper-case"}, Left: []string{"grant-password", "grant-blank"}},
	}
	r.Target.PlainURL = "http://sandbox-distributor-api.prioticket.com/v3.8/distributor"
	return judged(r)
}

func partial() Report {
	r := base()
	r.Target.Embedded, r.Target.Environment, r.Target.BaseURL = true, "", "https://127.0.0.1:34567/v3.8/distributor"
	r.Partial, r.Clauses = true, []string{"token.*", "errors.method.get"}
	r.Results = passes("token.status", "token.members", "errors.method.get")
	return judged(r)
}

func failed() Report {
	r := conformant()
	r.Target.Form = "form-encoded"
	r.Results = append(
		r.Results,
		Result{
			ID: "errors.wrong-secret.challenge", Title: "names the Basic challenge when it refuses Basic credentials", Area: "errors",
			Level: Mandatory, Status: Failed, Source: "endpoint page, response 401", Ruling: "R9",
			Location: "openapi/prioticket/distributor-3.8.yaml:123", Evidence: []string{"wrong-secret"},
			Violations:  []wire.Violation{{Pointer: "WWW-Authenticate", Rule: "challenge", Detail: "wanted a challenge for Basic, found no such field"}},
			Sent:        "POST /oauth2/token  Authorization: Basic ‹client id›:‹wrong secret›, body {\"grant_type\":\"client_credentials\"}",
			Got:         "401, no WWW-Authenticate, body {\"error\":\"invalid_client\",\"error_description\":\"Client authentication failed\"}",
			Wanted:      "WWW-Authenticate with scheme Basic",
			Request:     documented("client-one:secret-cut"),
			Explanation: explanation(),
		},
		Result{
			ID: "token.valid-form", Title: "answers the documented request with a token", Area: "token", Level: Mandatory, Status: Failed,
			Source: "endpoint page", Ruling: "R26", Message: "the same request in another form gets a token", Evidence: []string{"valid", "form-encoded"},
		},
		Result{
			ID: "errors.unknown-client.refused", Title: "gives no token to a client that it does not know", Area: "errors", Level: Mandatory, Status: Failed,
			Gravest: true, Source: "endpoint page, response 401", Ruling: "R11", Evidence: []string{"unknown-client"},
			Violations: []wire.Violation{
				{Pointer: "status", Rule: "status", Detail: "wanted 401, found 200"},
				{Pointer: "/access_token", Rule: "token", Detail: "wanted no token, found one of 40 characters"},
			},
		},
		Result{
			ID: "transport.tls-1-1", Title: "refuses TLS 1.1", Area: "transport", Level: Recommended, Status: Inconclusive,
			Source: "RFC 8996", Ruling: "R19", Reason: "timeout after 3 attempts",
		},
	)
	return judged(r)
}

func strict() Report {
	r := conformant()
	r.Strict = true
	return judged(r)
}

func inconclusive() Report {
	r := base()
	r.Target.Form = ""
	r.Results = passes("transport.certificate")
	for _, id := range []string{"token.status", "token.members", "token.layout", "errors.method.get"} {
		x := passes(id)[0]
		x.Status, x.Reason, x.BlockedBy = Inconclusive, "no form of the valid request gets a token", "token.valid-form"
		r.Results = append(r.Results, x)
	}
	slow := passes("errors.wrong-secret.status")[0]
	slow.Status, slow.Reason = Inconclusive, "503 after 3 attempts, Retry-After honoured"
	r.Results = append(r.Results, slow)
	return judged(r)
}

func interrupted() Report {
	r := failed()
	r.Interrupted = true
	return judged(r)
}

func setUpFailed() Report {
	r := base()
	r.Verdict, r.Reason = VerdictInconclusive, "the credentials in the configuration are refused"
	r.Target.Form = ""
	r.Preflight[4] = evidence.Step{Name: "credentials", Status: "failed", Detail: "401 invalid_client to a valid token request in every form", Act: "configuration"}
	r.Traffic = Traffic{Requests: 5, Errors4xx: 5}
	r.Coverage, r.Exchanges = nil, nil
	return r
}

func hostileReport() Report {
	r := failed()
	r.Target.BaseURL += hostile
	r.Exchanges = hostileExchanges()
	r.Noted[0].About, r.Noted[0].Seen = hostile, hostile
	r.Preflight[4] = evidence.Step{Name: "credentials", Status: "failed", Detail: hostile, Act: "target"}
	for i := range r.Results {
		x := &r.Results[i]
		x.Note, x.Sent, x.Got, x.Wanted, x.Message = hostile, hostile, hostile, hostile, hostile
		x.Violations = []wire.Violation{{Pointer: "/" + hostile, Rule: "closed", Detail: hostile}}
		if x.Reason != "" {
			x.Reason += hostile
		}
		if x.ID == "token.valid-form" {
			x.Known = &clause.KnownDeviation{Reason: hostile, Owner: hostile, Expires: "2025-12-31"}
		}
	}
	return judged(r)
}

func render(t *testing.T, r Report, write func(*bytes.Buffer, Report) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

package example

import (
	"encoding/base64"
	"strings"
	"time"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// All are the reports that every writer is held against, by the name of their golden files.
func All() map[string]reports.Report {
	return map[string]reports.Report{
		"conformant":   Conformant(),
		"partial":      Partial(),
		"failed":       Failed(),
		"strict":       Strict(),
		"inconclusive": Inconclusive(),
		"interrupted":  Interrupted(),
		"set-up":       SetUpFailed(),
		"hostile":      HostileReport(),
		"known":        KnownDeviations(),
		"misfit":       misfitBaseline(),
		"client":       Client(),
		"client-kept":  ClientKept(),
		"client-odd":   HostileClient(),
	}
}

// Base is a report without results.
func Base() reports.Report {
	return reports.Report{
		Contract: reports.Contract{
			Name: "prioticket", Title: "Prioticket Distributor API 3.8, token endpoint", Version: "3.8",
			Document: "openapi/prioticket/distributor-3.8.yaml", Digest: "sha256:" + strings.Repeat("0a", 32),
		},
		Target: reports.Target{
			BaseURL: "https://sandbox-distributor-api.prioticket.com/v3.8/distributor", Environment: "sandbox",
			Profile: "core", Form: "documented",
		},
		Suite:    reports.Suite{Name: "authconform", Version: "0.1.0", Run: "7c1d"},
		Started:  time.Date(2025, 3, 1, 12, 0, 0, 0, time.FixedZone("CET", 3600)),
		Finished: time.Date(2025, 3, 1, 12, 0, 2, 500e6, time.FixedZone("CET", 3600)),
		Preflight: []evidence.Step{
			{Name: "name resolution", Status: "passed", Detail: "192.0.2.7"},
			{Name: "tcp", Status: "passed", Detail: "192.0.2.7:443 accepts connections"},
			{Name: "tls", Status: "passed", Detail: "TLS 1.3, certificate valid for the host until 2026-01-01"},
			{Name: "http answer", Status: "passed", Detail: "405 to GET"},
			{Name: "credentials", Status: "passed", Detail: "a token was issued"},
		},
		Coverage: []reports.Coverage{
			{Pointer: "/paths/~1oauth2~1token/post/responses/405", Location: "openapi/prioticket/distributor-3.8.yaml:88", Statement: "answers 405 to an undocumented method", Clauses: []string{"errors.method.get"}},
			{Pointer: "/paths/~1oauth2~1token/post/responses/200", Location: "openapi/prioticket/distributor-3.8.yaml:61", Statement: "answers 200", Clauses: []string{"token.status", "token.members"}},
			{Pointer: "/paths/~1oauth2~1token/post/parameters/0", Statement: "takes an App-Name", Clauses: nil, Reason: "the target decides what it does with it"},
		},
		Traffic:   reports.Traffic{Requests: 48, Errors4xx: 33, Errors5xx: 0, Unanswered: 1, Handshakes: 3},
		Exchanges: reports.ExchangesOf(Exchanged()),
		Files:     map[string]string{reports.EvidenceFile: "sha256:" + strings.Repeat("0c", 32), "junit.xml": "sha256:" + strings.Repeat("0d", 32)},
		Names:     append(Exchanged().Run.Names, evidence.Named{Pseudonym: "secret-cut", Meaning: "client secret without its last character", Shell: "${AUTHCONFORM_CLIENT_SECRET%?}"}),
	}
}

// Judged completes a report as the command does: with the verdict over its own clauses.
func Judged(r reports.Report) reports.Report {
	catalogue := make([]string, len(r.Results))
	for i, x := range r.Results {
		catalogue[i] = x.ID
	}
	r.Verdict, r.Reason = reports.Judge(r.Results, catalogue, reports.Terms{Strict: r.Strict, Interrupted: r.Interrupted})
	return r
}

// Passes are mandatory clauses that passed.
func Passes(ids ...string) []reports.Result {
	out := make([]reports.Result, len(ids))
	for i, id := range ids {
		area, _, _ := strings.Cut(id, ".")
		out[i] = reports.Result{
			ID: id, Title: "keeps " + strings.ReplaceAll(id, ".", " "), Area: area, Level: reports.Mandatory,
			Status: reports.Passed, Source: "endpoint page", Ruling: "R9", Evidence: []string{"valid"},
		}
	}
	return out
}

func skips() []reports.Result {
	return []reports.Result{
		{
			ID: "errors.code.invalid_grant", Title: "answers invalid_grant with its model", Area: "errors", Level: reports.Mandatory, Status: reports.Skipped,
			Source: "endpoint page, response 400", Ruling: "R9", Reason: "cannot be provoked from outside with the client credentials grant",
		},
		{
			ID: "errors.code.unauthorized_client", Title: "answers unauthorized_client with its model", Area: "errors", Level: reports.Mandatory, Status: reports.Skipped,
			Source: "endpoint page, response 400", Ruling: "R9", Reason: "cannot be provoked from outside with the client credentials grant",
		},
		{
			ID: "errors.query-credentials", Title: "gives no token for credentials in the URL", Area: "errors", Level: reports.Mandatory, Status: reports.Skipped,
			Source: "endpoint page, 400", Ruling: "R9", Reason: "would send a real secret in a URL", Flag: "--allow-secret-in-url",
		},
	}
}

// Warning is a recommended clause that is broken.
func Warning() reports.Result {
	return reports.Result{
		ID: "token.no-store", Title: "forbids caches to keep a token", Area: "token", Level: reports.Recommended, Status: reports.Warned,
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

// Conformant is a run with a warning, a note, and clauses that were skipped.
func Conformant() reports.Report {
	r := Base()
	r.Results = append(Passes("token.status", "token.members", "errors.method.get", "transport.certificate"), skips()...)
	r.Results = append(r.Results, Warning(), reports.Result{
		ID: "transport.hsts", Title: "sends HSTS", Area: "transport", Level: reports.Optional, Status: reports.Warned, Source: "RFC 6797", Ruling: "R19",
		Message: "no Strict-Transport-Security in any answer",
	})
	r.Results[0].Note = "granted the scope as asked"
	r.Noted = []clause.Noted{{ID: "form-encoded", About: "a form in place of JSON", Seen: "answered 200", Ruling: "R25", Evidence: []string{"form-encoded"}}}
	r.Spellings = []clause.Spelt{
		{Question: "near-secrets", Asked: []string{"secret-cut", "secret-longer"}, Left: []string{"secret-case"}},
		{Question: "other-grants", Asked: []string{"grant-upper-case"}, Left: []string{"grant-password", "grant-blank"}},
	}
	r.Target.PlainURL = "http://sandbox-distributor-api.prioticket.com/v3.8/distributor"
	return Judged(r)
}

// Partial is a run of chosen clauses against the embedded target.
func Partial() reports.Report {
	r := Base()
	r.Target.Embedded, r.Target.Environment, r.Target.BaseURL = true, "", "https://127.0.0.1:34567/v3.8/distributor"
	r.Partial, r.Clauses = true, []string{"token.*", "errors.method.get"}
	r.Completeness = reports.Filtered([]string{"errors.grant.missing", "transport.tls"})
	r.Results = Passes("token.status", "token.members", "errors.method.get")
	r.Signature = &reports.Signature{Key: "Ed25519 sha256:" + strings.Repeat("0b", 32)}
	return Judged(r)
}

// Failed is a run with failures of every kind.
func Failed() reports.Report {
	r := Conformant()
	r.Target.Form = "form-encoded"
	r.Results = append(
		r.Results,
		reports.Result{
			ID: "errors.wrong-secret.challenge", Title: "names the Basic challenge when it refuses Basic credentials", Area: "errors",
			Level: reports.Mandatory, Status: reports.Failed, Source: "endpoint page, response 401", Ruling: "R9",
			Location: "openapi/prioticket/distributor-3.8.yaml:123", Evidence: []string{"wrong-secret"},
			Violations:  []wire.Violation{{Pointer: "WWW-Authenticate", Rule: "challenge", Detail: "wanted a challenge for Basic, found no such field"}},
			Sent:        "POST /oauth2/token  Authorization: Basic ‹client id›:‹wrong secret›, body {\"grant_type\":\"client_credentials\"}",
			Got:         "401, no WWW-Authenticate, body {\"error\":\"invalid_client\",\"error_description\":\"Client authentication failed\"}",
			Wanted:      "WWW-Authenticate with scheme Basic",
			Request:     documented("client-one:secret-cut"),
			Explanation: Explanation(),
		},
		reports.Result{
			ID: "token.valid-form", Title: "answers the documented request with a token", Area: "token", Level: reports.Mandatory, Status: reports.Failed,
			Source: "endpoint page", Ruling: "R26", Message: "the same request in another form gets a token", Evidence: []string{"valid", "form-encoded"},
		},
		reports.Result{
			ID: "errors.unknown-client.refused", Title: "gives no token to a client that it does not know", Area: "errors", Level: reports.Mandatory, Status: reports.Failed,
			Critical: true, Source: "endpoint page, response 401", Ruling: "R11", Evidence: []string{"unknown-client"},
			Violations: []wire.Violation{
				{Pointer: "status", Rule: "status", Detail: "wanted 401, found 200"},
				{Pointer: "/access_token", Rule: "token", Detail: "wanted no token, found one of 40 characters"},
			},
		},
		reports.Result{
			ID: "transport.tls-1-1", Title: "refuses TLS 1.1", Area: "transport", Level: reports.Recommended, Status: reports.Inconclusive,
			Source: "RFC 8996", Ruling: "R19", Reason: "timeout after 3 attempts",
		},
	)
	return Judged(r)
}

// Strict is a conformant run under strict terms, which it does not pass.
func Strict() reports.Report {
	r := Conformant()
	r.Strict = true
	return Judged(r)
}

// Inconclusive is a run in which most could not be judged.
func Inconclusive() reports.Report {
	r := Base()
	r.Target.Form = ""
	r.Results = Passes("transport.certificate")
	for _, id := range []string{"token.status", "token.members", "token.layout", "errors.method.get"} {
		x := Passes(id)[0]
		x.Status, x.Reason, x.BlockedBy = reports.Inconclusive, "no form of the valid request gets a token", "token.valid-form"
		r.Results = append(r.Results, x)
	}
	slow := Passes("errors.wrong-secret.status")[0]
	slow.Status, slow.Reason = reports.Inconclusive, "503 after 3 attempts, Retry-After honoured"
	r.Results = append(r.Results, slow)
	return Judged(r)
}

// Interrupted is a failed run that was cancelled.
func Interrupted() reports.Report {
	r := Failed()
	r.Interrupted = true
	return Judged(r)
}

// SetUpFailed is a run that did not come past its preflight.
func SetUpFailed() reports.Report {
	r := Base()
	r.Verdict, r.Reason = reports.VerdictInconclusive, "the credentials in the configuration are refused"
	r.Target.Form = ""
	r.Preflight[4] = evidence.Step{Name: "credentials", Status: "failed", Detail: "401 invalid_client to a valid token request in every form", Act: "configuration"}
	r.Traffic = reports.Traffic{Requests: 5, Errors4xx: 5}
	r.Coverage, r.Exchanges = nil, nil
	return r
}

// HostileReport is a failed run in which every text of the target wants to do harm.
func HostileReport() reports.Report {
	r := Failed()
	r.Target.BaseURL += reportstest.Hostile
	r.Exchanges = hostileExchanges()
	r.Noted[0].About, r.Noted[0].Seen = reportstest.Hostile, reportstest.Hostile
	r.Preflight[4] = evidence.Step{Name: "credentials", Status: "failed", Detail: reportstest.Hostile, Act: "target"}
	for i := range r.Results {
		x := &r.Results[i]
		x.Note, x.Sent, x.Got, x.Wanted, x.Message = reportstest.Hostile, reportstest.Hostile, reportstest.Hostile, reportstest.Hostile, reportstest.Hostile
		x.Violations = []wire.Violation{{Pointer: "/" + x.ID + reportstest.Hostile, Rule: "type", Detail: reportstest.Hostile}}
		if x.Reason != "" {
			x.Reason += reportstest.Hostile
		}
		if x.ID == "token.valid-form" {
			x.Known = &clause.KnownDeviation{Reason: reportstest.Hostile, Owner: reportstest.Hostile, Expires: "2025-12-31"}
		}
	}
	return Judged(r)
}

// KnownDeviations is a strict run in which the baseline lists all that deviates.
func KnownDeviations() reports.Report {
	r := Strict()
	for _, x := range Failed().Results {
		if x.ID == "errors.wrong-secret.challenge" {
			r.Results = append(r.Results, x)
		}
	}
	r.Results = Listing("errors.wrong-secret.challenge", "token.no-store").Apply(r.Results)
	return Judged(r)
}

// misfitBaseline lists what passes, what is beyond excuse, what could not be judged, and one clause rightly.
func misfitBaseline() reports.Report {
	r := Failed()
	b := Listing("token.status", "errors.unknown-client.refused", "transport.tls-1-1", "errors.wrong-secret.challenge", "errors.code.invalid_grant")
	r.Results = b.Apply(r.Results)
	return Judged(r)
}

// Outcome is a result of which only the least is said.
func Outcome(id string, l reports.Level, s reports.Status) reports.Result {
	return reports.Result{ID: id, Level: l, Status: s, Reason: "timeout"}
}

package clausetest

import (
	"net/http"
	"slices"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// Endpoint and Resource are where the exchanges of this package go.
const (
	Endpoint = "https://target.test/oauth2/token"
	Resource = "https://target.test/resource"
)

// Token is the body of a token response that both contracts promise.
const Token = `{"access_token":"a","token_type":"Bearer","expires_in":60,"refresh_token":"r"}`

// Answer is the exchange of a probe that the token endpoint answered. Header fields come in pairs.
func Answer(name probe.Name, status int, body string, header ...string) evidence.Exchange {
	x := evidence.Exchange{
		ID: string(name), Probe: string(name), Attempt: 1,
		Request:  evidence.Request{Method: http.MethodPost, URL: Endpoint},
		Response: &evidence.Response{Status: status, Body: []byte(body)},
	}
	for i := 0; i+1 < len(header); i += 2 {
		x.Response.Header = append(x.Response.Header, evidence.Field{Name: header[i], Value: header[i+1]})
	}
	return x
}

// Use is the exchange of a probe that the protected resource answered.
func Use(name probe.Name, status int, body string, header ...string) evidence.Exchange {
	x := Answer(name, status, body, header...)
	x.Request.Method, x.Request.URL = http.MethodGet, Resource
	return x
}

// Handshake is the exchange of a probe that only connects; version is "" where the target refused to.
func Handshake(name probe.Name, version string) evidence.Exchange {
	x := Answer(name, 0, "")
	x.Request.Method, x.Response = "", nil
	if version == "" {
		x.Failure = &evidence.Failure{Kind: evidence.TLSVersion, Detail: "protocol version not supported"}
		return x
	}
	x.TLS = &evidence.TLS{Version: version}
	return x
}

// Steady is the record of a run whose valid requests all got a token, and whose resource took it, with more in between; what
// is given takes the place of what would be there.
func Steady(between ...evidence.Exchange) evidence.Record {
	rec := evidence.Record{Run: evidence.Run{Form: "documented"}, Exchanges: between}
	missing := func(x evidence.Exchange) []evidence.Exchange {
		if _, given := rec.Of(x.Probe); given {
			return nil
		}
		return []evidence.Exchange{x}
	}
	first := append(missing(Answer(probe.Valid, http.StatusOK, Token)), missing(Use(probe.ResourceAccepted, http.StatusOK, "{}"))...)
	last := missing(Answer(probe.ValidLast, http.StatusOK, Token))
	rec.Exchanges = slices.Concat(first, between, last)
	return rec
}

// Area is what a package of clauses exports.
type Area struct {
	Clauses func(*clause.Catalogue)
	Specs   func(*clause.Suite)
}

// Row is a clause of a contract, an answer that keeps it and one that breaks it.
type Row struct {
	ID     string
	Keeps  []evidence.Exchange
	Breaks []evidence.Exchange
}

// Held is the Row of a clause.
func Held(id string, keeps, breaks []evidence.Exchange) Row {
	return Row{ID: id, Keeps: keeps, Breaks: breaks}
}

// Try wants each clause to pass over a steady run with what keeps it, and to fail, or to warn where it is not mandatory, over
// one with what breaks it.
func (a Area) Try(t *testing.T, contract string, rows []Row) {
	t.Helper()
	c, err := openapi.Load(contract)
	if err != nil {
		t.Fatal(err)
	}
	book := &clause.Catalogue{Contract: c}
	a.Clauses(book)
	byID := map[string]clause.Clause{}
	for _, k := range book.Clauses() {
		byID[k.ID] = k
	}
	for _, row := range rows {
		k, known := byID[row.ID]
		if !known {
			t.Errorf("%s has no clause %s", contract, row.ID)
			continue
		}
		broken := clause.Warned
		if k.Level == clause.Mandatory {
			broken = clause.Failed
		}
		for status, exchanges := range map[clause.Status][]evidence.Exchange{clause.Passed: row.Keeps, broken: row.Breaks} {
			outcomes := clause.Run([]clause.Clause{k}, Steady(exchanges...), a.Specs)
			if len(outcomes) != 1 || outcomes[0].Status != status {
				t.Errorf("%s, %s: got %+v, want one that %s", contract, row.ID, outcomes, status)
			}
		}
	}
}

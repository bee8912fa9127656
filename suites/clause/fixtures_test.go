package clause_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/onsi/ginkgo/v2"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

const (
	aToken  = `{"access_token":"a","token_type":"Bearer","expires_in":60}`
	refusal = `{"error":"invalid_request"}`
)

// refusing is a clause about one probe: it wants 400 invalid_request.
func refusing(level clause.Level, name probe.Name) clause.Clause {
	return clause.New("errors.test.refused", level, "a page", 9, "refuses a test", clause.From(name),
		match.Refused(match.Error(http.StatusBadRequest, "invalid_request")))
}

// granting is a clause about one valid request.
func granting(name probe.Name) clause.Clause {
	return clause.New("token.test.granted", clause.Mandatory, "a page", 6, "grants a test", clause.From(name), match.Granted())
}

func answer(name probe.Name, status int, body string) evidence.Exchange {
	return evidence.Exchange{
		ID: string(name), Probe: string(name), Attempt: 1,
		Request:  evidence.Request{Method: http.MethodPost, URL: "https://target.test/oauth2/token"},
		Response: &evidence.Response{Status: status, Body: []byte(body)},
	}
}

func silence(name probe.Name, kind evidence.FailureKind) evidence.Exchange {
	x := answer(name, 0, "")
	x.Response, x.Failure = nil, &evidence.Failure{Kind: kind, Detail: "nobody answered"}
	return x
}

// handshake is a bare one; it has a method no more than it has an answer.
func handshake(name probe.Name, kind evidence.FailureKind) evidence.Exchange {
	x := silence(name, kind)
	x.Request.Method = ""
	if kind == "" {
		x.Failure, x.TLS = nil, &evidence.TLS{Version: "TLS 1.2"}
	}
	return x
}

// steady is the record of a run whose controls both got a token, with more exchanges in between.
func steady(between ...evidence.Exchange) evidence.Record {
	rec := framed(answer(probe.Valid, 200, aToken), answer(probe.ValidLast, 200, aToken), between)
	rec.Run.Form = "documented"
	return rec
}

func framed(first, last evidence.Exchange, between []evidence.Exchange) evidence.Record {
	exchanges := append([]evidence.Exchange{first}, between...)
	return evidence.Record{Exchanges: append(exchanges, last)}
}

// controls is the record of a run whose controls were answered so.
func controls(first, last int, between ...evidence.Exchange) evidence.Record {
	body := func(status int) string {
		if status == http.StatusOK {
			return aToken
		}
		return refusal
	}
	return framed(answer(probe.Valid, first, body(first)), answer(probe.ValidLast, last, body(last)), between)
}

func contract(t *testing.T) *openapi.Contract {
	t.Helper()
	c, err := openapi.Load("prioticket")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// stated gives the clauses that the contract's document states, by ID.
func stated(t *testing.T) map[string]clause.Clause {
	t.Helper()
	book := &clause.Catalogue{Contract: contract(t)}
	for _, area := range []string{"token", "errors", "headers", "transport"} {
		book.AddRequirements(area)
	}
	byID := map[string]clause.Clause{}
	for _, c := range book.Clauses() {
		if _, twice := byID[c.ID]; twice {
			t.Errorf("%s is stated twice", c.ID)
		}
		byID[c.ID] = c
	}
	return byID
}

// judged runs the spec of one clause over a record.
func judged(c clause.Clause, rec evidence.Record) clause.Outcome {
	outcomes := clause.Run([]clause.Clause{c}, rec, func(s *clause.Suite) {
		for table, entries := range s.Tables(c.Area()) {
			ginkgo.DescribeTable(table, s.Judge, entries)
		}
	})
	if len(outcomes) != 1 {
		panic(fmt.Sprintf("%d outcomes of %s", len(outcomes), c.ID))
	}
	return outcomes[0]
}

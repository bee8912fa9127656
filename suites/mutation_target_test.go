package suites_test

import (
	"context"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/prioticket"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// repeatedParameterGets has a request that repeats a parameter answered with a status.
func repeatedParameterGets(status int) func(*reference.Config) {
	return func(c *reference.Config) {
		c.Revise = func(r *http.Request, a reference.Answer) reference.Answer {
			if strings.Contains(r.Header.Get("App-Reference"), "/duplicate-") {
				a.Status, a.Body = status, map[string]any{"error": "REPEATED", "error_reference": "1"}
			}
			return a
		}
	}
}

// challengesHeadersAlone leaves the challenge out where no credentials came in the header.
func challengesHeadersAlone(c *reference.Config) {
	c.Revise = func(r *http.Request, a reference.Answer) reference.Answer {
		if r.Header.Get("Authorization") == "" {
			a.Header.Del("WWW-Authenticate")
		}
		return a
	}
}

// sending adds a member to answers with one of the statuses.
func sending(member string, value any, statuses ...int) func(*reference.Config) {
	return func(c *reference.Config) {
		c.Revise = func(_ *http.Request, a reference.Answer) reference.Answer {
			if slices.Contains(statuses, a.Status) && a.Body != nil {
				a.Body[member] = value
			}
			return a
		}
	}
}

// alsoAt has the token endpoint at another path too.
func alsoAt(path string) func(*reference.Config) {
	return func(c *reference.Config) {
		c.Wrap = func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == prioticket.BasePath+path {
					r.URL.Path = prioticket.BasePath + prioticket.TokenPath
				}
				h.ServeHTTP(w, r)
			})
		}
	}
}

// mutated is the Prioticket contract with the facts beside it and an edited document.
func mutated(t *testing.T, edits ...string) *openapi.Contract {
	t.Helper()
	contract, err := parsed(t, edits...)
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

func parsed(t *testing.T, edits ...string) (*openapi.Contract, error) {
	t.Helper()
	const document = "../openapi/prioticket/distributor-3.8"
	text, err := os.ReadFile(document + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	facts, err := os.ReadFile(document + ".authconform.yaml")
	if err != nil {
		t.Fatal(err)
	}
	changed := string(text)
	for i := 0; i < len(edits); i += 2 {
		if !strings.Contains(changed, edits[i]) {
			t.Fatalf("the document holds no %q to change", edits[i])
		}
		changed = strings.Replace(changed, edits[i], edits[i+1], 1)
	}
	return openapi.Parse("mutated.yaml", []byte(changed), facts)
}

// reportedID is the form of IDs in reports/schema/report-1.json.
var reportedID = regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*$`)

func catalogueIDs(t *testing.T, contract *openapi.Contract) []string {
	t.Helper()
	var ids []string
	for _, c := range wholeCatalogue(t, contract) {
		if !reportedID.MatchString(c.ID) {
			t.Errorf("%q is no ID that a report may have", c.ID)
		}
		ids = append(ids, c.ID)
	}
	slices.Sort(ids)
	return ids
}

func wholeCatalogue(t *testing.T, contract *openapi.Contract) []clause.Clause {
	t.Helper()
	all, err := suites.Catalogue(contract)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func clientCatalogue(t *testing.T, contract *openapi.Contract) []clause.Clause {
	t.Helper()
	all, err := suites.ClientCatalogue(contract)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func without(ids, others []string) []string {
	var left []string
	for _, id := range ids {
		if !slices.Contains(others, id) {
			left = append(left, id)
		}
	}
	return left
}

// brokenBy lists the clauses that the target does not keep, or that it keeps from being judged.
func brokenBy(t *testing.T, contract *openapi.Contract, bend func(*reference.Config)) []string {
	t.Helper()
	outcomes, err := gathered(t, contract, bend)
	if err != nil {
		t.Fatal(err)
	}
	var broken []string
	for _, o := range outcomes {
		if o.Status != clause.Passed && o.Status != clause.Skipped {
			broken = append(broken, o.ID)
		}
	}
	return broken
}

// gathered asks a reference target by the contract, and judges what it answers.
func gathered(t *testing.T, contract *openapi.Contract, bend func(*reference.Config)) ([]clause.Outcome, error) {
	t.Helper()
	rec, err := recorded(t, contract, bend)
	if err != nil {
		return nil, err
	}
	return suites.Judge(wholeCatalogue(t, contract), rec), nil
}

// recorded asks a reference target by the contract.
func recorded(t *testing.T, contract *openapi.Contract, bend func(*reference.Config)) (evidence.Record, error) {
	t.Helper()
	config := reference.Config{}
	if bend != nil {
		bend(&config)
	}
	server, err := targets.Start(context.WithoutCancel(t.Context()), config)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	fs := pflag.NewFlagSet("mutation", pflag.ContinueOnError)
	own := target.Bind(fs)
	if err := own.Resolve(fs, func(string) (string, bool) { return "", false }, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	asked, err := own.Embedded(target.Embedded{
		BaseURL: server.BaseURL, PlainURL: server.PlainURL, CA: server.CA,
		ClientID: server.ClientID, ClientSecret: server.ClientSecret, Scope: server.Scope,
	})
	if err != nil {
		t.Fatal(err)
	}
	return gather.Gather(t.Context(), gather.Run{Contract: contract, Target: asked, Version: "test"})
}

package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
	"github.com/authconform/authconform/suites/scenario"
)

// documented is a client that asks as a contract documents it, and keeps its token.
func documented(c *openapi.Contract, change func(*http.Request)) Func {
	return func(ctx context.Context, getenv func(string) string, _, stderr io.Writer) int {
		pem, err := os.ReadFile(getenv("AUTHCONFORM_CA_CERT"))
		if err != nil {
			return 1
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}} // HTTP/1.1
		defer transport.CloseIdleConnections()
		authorization, err := shownAs(ctx, transport, c, getenv, change)
		if err != nil {
			_, _ = io.WriteString(stderr, "no token: "+err.Error()+"\n")
			return 1
		}
		calls, _ := strconv.Atoi(getenv("AUTHCONFORM_CALLS"))
		pause, _ := time.ParseDuration(getenv("AUTHCONFORM_PAUSE") + "s")
		code := 0
		for range calls {
			call, err := http.NewRequestWithContext(ctx, http.MethodGet, getenv("AUTHCONFORM_RESOURCE_URL"), http.NoBody)
			if err != nil {
				return 1
			}
			call.Header.Set("Authorization", authorization)
			if key := c.Facts.ClientAuthentication.Key; key.In == "header" && key.Name != "Authorization" { // many want it with every request
				call.Header.Set(key.Name, getenv("AUTHCONFORM_CLIENT_SECRET"))
			}
			answer, err := transport.RoundTrip(call)
			if err != nil {
				return 1
			}
			_ = answer.Body.Close()
			if answer.StatusCode/100 != 2 {
				code = 1
			}
			time.Sleep(pause)
		}
		return code
	}
}

// shownAs fetches a token, and gives what a call shows.
func shownAs(ctx context.Context, transport http.RoundTripper, c *openapi.Contract, getenv func(string) string, change func(*http.Request)) (string, error) {
	at, err := url.Parse(getenv("AUTHCONFORM_TOKEN_URL"))
	if err != nil {
		return "", err
	}
	values := probe.Values{
		Client: probe.Credentials{ID: getenv("AUTHCONFORM_CLIENT_ID"), Secret: getenv("AUTHCONFORM_CLIENT_SECRET")},
		User:   probe.Credentials{ID: getenv("AUTHCONFORM_USERNAME"), Secret: getenv("AUTHCONFORM_PASSWORD")}, Given: map[string]any{},
	}
	for _, g := range c.Givens() {
		values.Given[g.Key] = "given"
		if g.Literal != nil {
			values.Given[g.Key] = g.Literal
		}
	}
	asks, err := probe.Documented(c, values).Render(*at)
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, asks.Method, asks.URL, bytes.NewReader(asks.Body))
	if err != nil {
		return "", err
	}
	for _, f := range asks.Header {
		request.Header.Add(f.Name, f.Value)
	}
	if change != nil {
		change(request)
	}
	answer, err := transport.RoundTrip(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }() // it was read
	var members any
	if err := json.NewDecoder(answer.Body).Decode(&members); err != nil {
		return "", err
	}
	token, _ := wire.At(members, c.Layout().Place(wire.AccessToken))
	kind, _ := wire.At(members, c.Layout().Place(wire.TokenType))
	text, isText := token.(string)
	if scheme, given := kind.(string); given && c.Facts.Tokens.Scheme == "" && isText {
		return scheme + " " + text, nil
	}
	if !isText {
		return "", io.ErrUnexpectedEOF
	}
	return "Bearer " + text, nil
}

// Of each kind of contract as vendors write them, a client that keeps its side is not blamed.
func TestContractsOfVendorsBindClients(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../openapi/testdata/contracts/*.authconform.yaml")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d contracts, %v", len(files), err)
	}
	var all []*openapi.Contract
	for _, file := range append(files, "../../openapi/testdata/club.authconform.yaml", "../../openapi/testdata/kiosk.authconform.yaml") {
		all = append(all, contract(t, strings.Replace(file, ".authconform", "", 1)).Operations()...)
	}
	records := make([]evidence.Record, len(all))
	group := errgroup.Group{} // most of the time they wait
	for i, c := range all {
		group.Go(func() (err error) {
			records[i], err = Gather(t.Context(), Run{Contract: c, Scenarios: chosen(t, c, scenario.Steady, scenario.RefusedClient, "open-charset"), Start: documented(c, nil)})
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	for i, c := range all {
		clauses, err := suites.ClientCatalogue(c)
		if err != nil {
			t.Fatal(err)
		}
		passed := 0
		for _, o := range suites.JudgeClient(clauses, records[i]) {
			if o.Status == clause.Passed {
				passed++
			}
			if o.Status != clause.Passed && o.Status != clause.Skipped {
				t.Errorf("%s: %s: %s: %s %s %v", c.Name, o.ID, o.Status, o.Message, o.Reason, o.Violations)
			}
		}
		if passed < 15 {
			t.Errorf("%s: %d clauses passed", c.Name, passed)
		}
	}
}

// How a client authenticates that has an API key, or has its credentials in the body, is seen where the contract has it.
func TestHowClientsAuthenticate(t *testing.T) {
	drop := func(name string) func(*http.Request) { return func(r *http.Request) { r.Header.Del(name) } }
	for name, row := range map[string]struct {
		contract string
		change   func(*http.Request)
		broken   []string
	}{
		"no key":    {"contracts/api-key", drop("X-Api-Key"), []string{"client.authentication.key"}},
		"wrong key": {"contracts/api-key", func(r *http.Request) { r.Header.Set("X-Api-Key", "wrong") }, []string{"client.authentication.key"}},
		"key as a token": {"contracts/api-key", func(r *http.Request) {
			r.Header.Set("Authorization", "Bearer "+r.Header.Get("X-Api-Key"))
			r.Header.Del("X-Api-Key")
		}, []string{"client.authentication.key"}},
		"key in the URL, too": {
			"contracts/api-key", func(r *http.Request) { r.URL.RawQuery = "key=" + r.Header.Get("X-Api-Key") },
			[]string{"client.authentication.not-in-url", "client.authentication.one-mechanism"},
		},
		"Basic in the place of the body": {"contracts/tenant", func(r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			values, _ := url.ParseQuery(string(body))
			r.SetBasicAuth(values.Get("client_id"), values.Get("client_secret"))
			values.Del("client_id")
			values.Del("client_secret")
			r.Body = io.NopCloser(strings.NewReader(values.Encode()))
			r.ContentLength = int64(len(values.Encode()))
		}, []string{"client.request.body.client_id.required", "client.request.body.client_secret.required"}},
		"Basic besides the body": {"contracts/tenant", func(r *http.Request) {
			r.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("nobody:nothing")))
		}, []string{"client.authentication.one-mechanism"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := contract(t, "../../openapi/testdata/"+row.contract+".yaml")
			clauses, err := suites.ClientCatalogue(c)
			if err != nil {
				t.Fatal(err)
			}
			var broken []string
			for _, o := range suites.JudgeClient(clauses, gathered(t, c, documented(c, row.change), "open-charset")) {
				if o.Status == clause.Failed {
					broken = append(broken, o.ID)
				}
			}
			if !slices.Equal(broken, row.broken) {
				t.Errorf("broken: %q, wanted %q", broken, row.broken)
			}
		})
	}
}

package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// contract gives one of the contracts that are built in.
func contract(t testing.TB, name string) *openapi.Contract {
	t.Helper()
	c, err := openapi.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// chosen gives scenarios by name, without a wait.
func chosen(t testing.TB, c *openapi.Contract, names ...scenario.Name) []scenario.Scenario {
	t.Helper()
	var list []scenario.Scenario
	for _, name := range names {
		s, found := scenario.Of(c, name)
		if !found {
			t.Fatalf("no scenario %s", name)
		}
		list = append(list, s)
	}
	return list
}

// simple is a client that fetches one token and calls the resource with it, and is no more than that.
type simple struct {
	getenv func(string) string
	http   *http.Client
}

func newSimple(getenv func(string) string) (*simple, error) {
	pem, err := os.ReadFile(getenv("AUTHCONFORM_CA_CERT"))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return &simple{getenv, &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}}}, nil
}

type answered struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	Scheme  string `json:"token_type"`
}

func (s *simple) fetch(ctx context.Context) (answered, error) {
	form := url.Values{"grant_type": {"client_credentials"}}
	if s.getenv("AUTHCONFORM_CONTRACT") == "ticketpark" {
		form = url.Values{"grant_type": {"password"}, "username": {s.getenv("AUTHCONFORM_USERNAME")}, "password": {s.getenv("AUTHCONFORM_PASSWORD")}}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.getenv("AUTHCONFORM_TOKEN_URL"), strings.NewReader(form.Encode()))
	if err != nil {
		return answered{}, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(url.QueryEscape(s.getenv("AUTHCONFORM_CLIENT_ID")), url.QueryEscape(s.getenv("AUTHCONFORM_CLIENT_SECRET")))
	var a answered
	status, body, err := s.do(r)
	if err != nil || status != http.StatusOK {
		return a, fmt.Errorf("token: %d %w", status, err)
	}
	return a, json.Unmarshal(body, &a)
}

func (s *simple) do(r *http.Request) (int, []byte, error) {
	response, err := s.http.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, body, err
}

func (s *simple) call(ctx context.Context, authorization string) (int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.getenv("AUTHCONFORM_RESOURCE_URL"), http.NoBody)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", authorization)
	status, _, err := s.do(r)
	return status, err
}

// plain is a life of it.
func plain(ctx context.Context, getenv func(string) string, _, stderr io.Writer) int {
	s, err := newSimple(getenv)
	if err != nil {
		return 1
	}
	defer s.http.CloseIdleConnections()
	a, err := s.fetch(ctx)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	calls, _ := strconv.Atoi(getenv("AUTHCONFORM_CALLS"))
	pause, _ := strconv.ParseFloat(getenv("AUTHCONFORM_PAUSE"), 64)
	for range calls {
		if status, err := s.call(ctx, "Bearer "+a.Access); err != nil || status/100 != 2 {
			fmt.Fprintln(stderr, "resource:", status, err)
			return 1
		}
		time.Sleep(time.Duration(pause * float64(time.Second)))
	}
	return 0
}

// gathered runs a client through scenarios.
func gathered(t testing.TB, c *openapi.Contract, start Starter, names ...scenario.Name) evidence.Record {
	t.Helper()
	rec, err := Gather(t.Context(), Run{Contract: c, Version: "test", Scenarios: chosen(t, c, names...), Start: start})
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// outline writes a record in words: what was asked for, and how it was answered.
func outline(rec evidence.Record) []string {
	var lines []string
	for _, x := range rec.Exchanges {
		line := x.ID
		switch {
		case x.Life != nil:
			line += fmt.Sprintf(" %s %d", x.Life.Ending, x.Life.Code)
		default:
			line += fmt.Sprintf(" %s %s %s", x.Heard.Channel, x.Heard.Endpoint, x.Request.Method)
			for _, s := range x.Heard.Shown {
				line += fmt.Sprintf(" [%s in %s %s %s #%d]", s.What, s.Where, s.Scheme, s.Flaw, s.Token)
			}
			if x.Response != nil {
				line += fmt.Sprintf(" -> %d", x.Response.Status)
			}
			if x.Heard.Issued != nil {
				line += fmt.Sprintf(" issues %d/%d", x.Heard.Issued.Access, x.Heard.Issued.Refresh)
			}
			if x.Failure != nil {
				line += " failed: " + string(x.Failure.Kind)
			}
		}
		lines = append(lines, line)
	}
	return lines
}

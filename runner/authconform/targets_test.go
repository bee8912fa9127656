package main

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/selftest"
)

// nulls are targets that keep no contract at all: what a wrong address, a broken deployment or a lie looks like.
var nulls = map[string]http.HandlerFunc{
	"empty-object": func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, "application/json", "{}") },
	"empty-list":   func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, "application/json", "[]") },
	"nothing":      func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, "", "") },
	"not-found":    func(w http.ResponseWriter, _ *http.Request) { answer(w, 404, "text/plain", "not found") },
	"not-found-json": func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 404, "application/json", `{"error":"not_found"}`)
	},
	"web-page": func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, "text/html; charset=utf-8", "<!doctype html><title>Welcome</title>")
	},
	"redirect": func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://elsewhere.invalid/login", http.StatusFound)
	},
	"invalid-request": func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 400, "application/json", `{"error":"invalid_request"}`)
	},
	"bad-gateway":  func(w http.ResponseWriter, _ *http.Request) { answer(w, 502, "text/html", "<html>Bad gateway</html>") },
	"server-error": func(w http.ResponseWriter, _ *http.Request) { answer(w, 500, "application/json", `{"error":"x"}`) },
	"closes": func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_ = conn.Close()
		}
	},
	"never-answers": func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(2 * time.Second):
		}
	},
}

func answer(w http.ResponseWriter, status int, mediaType, body string) {
	if mediaType != "" {
		w.Header().Set("Content-Type", mediaType)
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// bent are reference targets with one thing changed.
var bent = map[string]reference.Config{
	"sound": {},
	"form-only": {Wrap: func(sound http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.Header.Get("Content-Type"), "json") {
				answer(w, 400, "application/json", `{"error":"invalid_request"}`)
				return
			}
			sound.ServeHTTP(w, r)
		})
	}},
	"no-challenge": {Wrap: func(sound http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			sound.ServeHTTP(&without{w, "WWW-Authenticate"}, r)
		})
	}},
	"slow": {Wrap: func(sound http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(700 * time.Millisecond)
			sound.ServeHTTP(w, r)
		})
	}},
	"dies-halfway": {Wrap: func(sound http.Handler) http.Handler {
		var asked atomic.Int32
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if asked.Add(1) > 20 {
				panic(http.ErrAbortHandler)
			}
			sound.ServeHTTP(w, r)
		})
	}},
	"hiccups": {Wrap: func(sound http.Handler) http.Handler {
		var asked atomic.Int32
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if n := asked.Add(1); n == 5 || n == 6 {
				w.Header().Set("Retry-After", "1")
				answer(w, 503, "application/json", `{"error":"busy","error_reference":"1"}`)
				return
			}
			sound.ServeHTTP(w, r)
		})
	}},
	"wants-client-cert": {TLS: func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }},
	"old-tls":           {TLS: func(c *tls.Config) { c.MinVersion = tls.VersionTLS10 }},
}

// without drops a header field from an answer.
type without struct {
	http.ResponseWriter
	field string
}

func (w *without) WriteHeader(status int) {
	w.Header().Del(w.field)
	w.ResponseWriter.WriteHeader(status)
}

// startTarget starts a target by name, and points the script's environment at it: target NAME. A contract's reference
// target is named by the contract, and its deviations by CONTRACT/DEVIATION.
func startTarget(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: target NAME")
	}
	if contract, deviation, _ := strings.Cut(args[0], "/"); slices.Contains(targets.Contracts(), contract) {
		startDeviating(ts, contract, deviation)
		return
	}
	if config, ok := bent[args[0]]; ok {
		startBent(ts, config)
		return
	}
	handler, ok := nulls[args[0]]
	if !ok {
		ts.Fatalf("no target %s", args[0])
	}
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	ts.Defer(server.Close)
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	ts.Setenv("AUTHCONFORM_CLIENT_ID", "client-of-the-script")
	ts.Setenv("AUTHCONFORM_CLIENT_SECRET", "Secret-Of-The-Script-1")
	point(ts, server.URL+"/v3.8/distributor", "http://"+closedPort(ts), authority)
}

func startDeviating(ts *testscript.TestScript, contract, deviation string) {
	config := reference.Config{Contract: contract}
	if deviation != "" {
		trial, err := selftest.Find(contract, deviation)
		ts.Check(err)
		config = trial.Apply(config)
	}
	startBent(ts, config)
}

func startBent(ts *testscript.TestScript, config reference.Config) {
	server, err := targets.Start(context.Background(), config)
	ts.Check(err)
	ts.Defer(func() { _ = server.Close() })
	for name, value := range credentialsOf(server) {
		ts.Setenv(name, value)
	}
	point(ts, server.BaseURL, server.PlainURL, server.CA)
}

// credentialsOf are the variables in which a target's client, its user and its second client are given to the command.
func credentialsOf(server *reference.Server) map[string]string {
	all := map[string]string{
		"AUTHCONFORM_CLIENT_ID": server.ClientID, "AUTHCONFORM_CLIENT_SECRET": server.ClientSecret,
		"AUTHCONFORM_USERNAME": server.Username, "AUTHCONFORM_PASSWORD": server.Password,
		"AUTHCONFORM_OTHER_CLIENT_ID": server.Other.ID, "AUTHCONFORM_OTHER_CLIENT_SECRET": server.Other.Secret,
	}
	maps.DeleteFunc(all, func(_, value string) bool { return value == "" })
	return all
}

func point(ts *testscript.TestScript, base, plain string, authority []byte) {
	file := ts.MkAbs("ca.pem")
	ts.Check(os.WriteFile(file, authority, 0o600))
	ts.Setenv("AUTHCONFORM_BASE_URL", base)
	ts.Setenv("AUTHCONFORM_PLAIN_URL", plain)
	ts.Setenv("AUTHCONFORM_CA_CERT", file)
}

// closedPort gives an address on this machine where nobody listens.
func closedPort(ts *testscript.TestScript) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

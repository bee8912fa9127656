package gather

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// vendor is a target that keeps a contract which is not built in, as small as can be.
type vendor struct {
	contract *openapi.Contract
	serve    http.HandlerFunc
	user     *probe.Credentials
	target   func(*target.Target)
}

const (
	vendorClient = "client-7"
	vendorSecret = "correct-horse-battery"
)

// loaded gives a contract of openapi/testdata with something changed in its document or its facts.
func loaded(t *testing.T, name string, changes ...string) *openapi.Contract {
	t.Helper()
	document, err := os.ReadFile("../../openapi/testdata/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	beside, err := os.ReadFile("../../openapi/testdata/" + name + ".authconform.yaml")
	if err != nil {
		t.Fatal(err)
	}
	replacer := strings.NewReplacer(changes...)
	contract, err := openapi.Parse(name+".yaml", []byte(replacer.Replace(string(document))), []byte(replacer.Replace(string(beside))))
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

// judged asks the target everything, and gives what came of it that is not as it should be, by the clauses' IDs.
func (v vendor) judged(t *testing.T) (map[string]clause.Outcome, evidence.Record) {
	t.Helper()
	server := httptest.NewUnstartedServer(v.serve)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	asked := &target.Target{
		BaseURL: parsed(t, server.URL), PlainURL: parsed(t, "http://"+closedPort(t)),
		Client: probe.Credentials{ID: vendorClient, Secret: vendorSecret}, User: v.user,
		TLS: target.TLS{Roots: server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}, Timeout: patienceOfTests,
		Concurrency: target.DefaultConcurrency, Loopback: true, Proxy: direct, Profile: "core",
	}
	if v.contract.Facts.Has("resource") {
		asked.Resource = &target.Resource{Path: "/things", Method: http.MethodGet}
	}
	if v.target != nil {
		v.target(asked)
	}
	rec, err := Gather(t.Context(), Run{Contract: v.contract, Target: asked, Version: "test", Nobodys: true})
	if err != nil {
		t.Fatal(err)
	}
	clauses, err := suites.Catalogue(v.contract)
	if err != nil {
		t.Fatal(err)
	}
	amiss := map[string]clause.Outcome{}
	for _, o := range suites.Judge(clauses, rec) {
		if o.Status == clause.Failed || o.Status == clause.Inconclusive || o.Status == clause.Warned && !strings.HasPrefix(o.ID, "transport.") {
			amiss[o.ID] = o
		}
	}
	return amiss, rec
}

// shop keeps openapi/testdata/shop.yaml; bend changes an answer before it is sent.
func shop(bend func(status int, body map[string]any) (int, map[string]any)) http.HandlerFunc {
	var issued atomic.Int64
	var alive sync.Map
	return func(w http.ResponseWriter, r *http.Request) {
		send := func(status int, body map[string]any) {
			if bend != nil && r.URL.Path != "/things" {
				status, body = bend(status, body)
			}
			media := "application/json"
			if status >= 400 {
				media = "application/problem+json"
			}
			w.Header().Set("Content-Type", media)
			w.Header().Set("Cache-Control", "no-store")
			if status == http.StatusUnauthorized {
				w.Header().Set("WWW-Authenticate", `Basic realm="shop", Bearer realm="shop"`)
			}
			w.WriteHeader(status)
			if r.Method != http.MethodHead {
				_ = json.NewEncoder(w).Encode(body)
			}
		}
		problem := func(status, code int) {
			send(status, map[string]any{"title": "no", "error": map[string]any{"number": code}})
		}
		if r.URL.Path == "/things" {
			token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
			if _, known := alive.Load(token); known {
				send(200, map[string]any{})
				return
			}
			problem(401, 2001)
			return
		}
		body, _ := io.ReadAll(r.Body)
		var asked struct {
			Grant string `json:"grant_type"`
		}
		id, secret, ok := r.BasicAuth()
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
		switch {
		case r.Method != http.MethodPost:
			problem(400, 1002)
		case !ok || id != vendorClient || secret != vendorSecret:
			problem(401, 2001)
		case json.Unmarshal(body, &asked) != nil || asked.Grant != "client_credentials":
			problem(400, 1001)
		default:
			token := fmt.Sprintf("tok-%024d-Zz9", issued.Add(1))
			alive.Store(token, true)
			send(201, map[string]any{"data": map[string]any{
				"jwt": token, "valid_until": time.Now().Add(time.Hour).Format(time.RFC3339),
			}})
		}
	}
}

// What a document lists is what a target is held to: statuses, codes and places of its own are right, and others wrong.
func TestAnswersAsDocumented(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		bend func(int, map[string]any) (int, map[string]any)
		want []string
	}{
		"sound": {nil, nil},
		"200 in place of 201": {func(status int, body map[string]any) (int, map[string]any) {
			if status == 201 {
				status = 200
			}
			return status, body
		}, []string{"token.valid.accepted", "token.valid.after-refusals", "token.accept.any", "token.accept.none", "token.accept.application", "token.json.charset"}},
		"another code": {func(status int, body map[string]any) (int, map[string]any) {
			if status == 401 {
				body["error"] = map[string]any{"number": 1002}
			}
			return status, body
		}, []string{"errors.wrong-secret.answer"}},
		"a code that nobody lists": {func(status int, body map[string]any) (int, map[string]any) {
			if status == 400 {
				body["error"] = map[string]any{"number": 7}
			}
			return status, body
		}, []string{"errors.grant-missing.answer", "errors.problem.error.number.enum"}},
		"a status that nobody lists": {func(status int, body map[string]any) (int, map[string]any) {
			if status == 401 {
				status = 403
			}
			return status, body
		}, []string{
			"errors.basic-no-colon.answer", "errors.basic-not-base64.answer", "errors.no-credentials.answer", "errors.scheme-bearer.answer",
			"errors.unknown-client.answer", "errors.wrong-secret.answer",
		}},
		"a token beside the error": {func(status int, body map[string]any) (int, map[string]any) {
			if status == 401 {
				body["data"] = map[string]any{"jwt": "tok-000000000000000000000000-Zz9"}
			}
			return status, body
		}, []string{
			"errors.basic-no-colon.refused", "errors.basic-not-base64.refused", "errors.no-credentials.refused", "errors.scheme-bearer.refused",
			"errors.unknown-client.refused", "errors.wrong-secret.refused",
		}},
		"an end that is no time": {func(status int, body map[string]any) (int, map[string]any) {
			if data, ok := body["data"].(map[string]any); ok && status == 201 {
				data["valid_until"] = "soon"
			}
			return status, body
		}, []string{"token.body.data.valid_until.type", "token.expires-at.time"}},
		"an end that is over": {func(status int, body map[string]any) (int, map[string]any) {
			if data, ok := body["data"].(map[string]any); ok && status == 201 {
				data["valid_until"] = "2001-01-01T00:00:00Z"
			}
			return status, body
		}, []string{"token.expires-in.positive"}},
		"no token": {func(status int, body map[string]any) (int, map[string]any) {
			if data, ok := body["data"].(map[string]any); ok && status == 201 {
				delete(data, "jwt")
			}
			return status, body
		}, []string{"token.valid.accepted", "token.body.data.jwt.required"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			amiss, rec := vendor{contract: loaded(t, "shop"), serve: shop(test.bend)}.judged(t)
			var failed []string
			for id, o := range amiss {
				if o.Status != clause.Inconclusive || test.want == nil {
					failed = append(failed, id)
				}
				if test.want == nil {
					t.Logf("%s %s %+v %s", id, o.Status, o.Violations, o.Reason)
				}
			}
			slices.Sort(failed)
			slices.Sort(test.want)
			if diff := cmp.Diff(test.want, failed); diff != "" {
				t.Error(diff)
			}
			for _, x := range rec.Exchanges {
				if x.Response != nil && strings.Contains(string(x.Response.Body), "tok-00000000") {
					t.Errorf("%s shows a token: %s", x.ID, x.Response.Body)
				}
			}
		})
	}
}

// hides says where evidence shows what it must not.
func hides(t *testing.T, rec evidence.Record, secrets ...string) {
	t.Helper()
	text := fmt.Sprintf("%+v", rec)
	for _, x := range rec.Exchanges {
		text += x.Request.URL + string(x.Request.Body) + fmt.Sprint(x.Request.Header)
		if x.Response != nil {
			text += string(x.Response.Body) + fmt.Sprint(x.Response.Header)
		}
	}
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("the evidence shows %q", secret)
		}
	}
}

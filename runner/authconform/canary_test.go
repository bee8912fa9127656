package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/authconform/authconform/runner/reference"
)

// The canaries: secrets that are written differently in every encoding.
const (
	canaryID     = "client.Canary-4711"
	canarySecret = `S3cr&t/Canary+Ünï"\<9x>=?ÿ Z`
)

// parrot is a target that says whatever it hears, and the tokens that it issued, wherever it can.
type parrot struct {
	rude bool // in ways that break the contract, too
	down bool // with an outage

	mu     sync.Mutex
	tokens []string
}

// forms are the ways in which a value can be written.
func forms(value string) []string {
	quoted, _ := json.Marshal(value) // a string always is JSON
	twice, _ := json.Marshal(string(quoted))
	unicode := strconv.QuoteToASCII(value)
	list := []string{
		value, url.QueryEscape(value), url.PathEscape(value), percentEverything(value, "%%%02X"), percentEverything(value, "%%%02x"),
		strings.Trim(string(quoted), `"`), strings.Trim(string(twice), `"`), strings.Trim(unicode, `"`),
	}
	for _, before := range []string{"", "x", "xy"} { // the three alignments
		list = append(list,
			base64.StdEncoding.EncodeToString([]byte(before+value)), base64.RawURLEncoding.EncodeToString([]byte(before+value+"!")))
	}
	return list
}

func percentEverything(value, format string) string {
	var b strings.Builder
	for _, c := range []byte(value) {
		fmt.Fprintf(&b, format, c)
	}
	return b.String()
}

func (p *parrot) wrap(sound http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request bytes.Buffer
		_, _ = request.ReadFrom(r.Body)
		r.Body = http.NoBody
		if request.Len() > 0 {
			r.Body = readCloser{bytes.NewReader(request.Bytes())}
		}
		recorder := httptest.NewRecorder()
		sound.ServeHTTP(recorder, r)
		for name, values := range recorder.Header() {
			w.Header()[name] = values
		}
		body := p.learn(recorder.Body.Bytes())
		p.echoInHeader(w.Header(), r, request.String())
		if p.rude {
			body = p.echoInBody(recorder.Body.Bytes(), r, request.String())
		}
		if p.down {
			recorder.Code = http.StatusServiceUnavailable
		}
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(body)
	})
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// learn remembers a token that is issued.
func (p *parrot) learn(body []byte) []byte {
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	if json.Unmarshal(body, &answer) == nil && answer.AccessToken != "" {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.tokens = append(p.tokens, answer.AccessToken)
	}
	return body
}

func (p *parrot) last() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.tokens) == 0 {
		return "none"
	}
	return p.tokens[len(p.tokens)-1]
}

// echoInHeader keeps the contract: other header fields may say what they want.
func (p *parrot) echoInHeader(header http.Header, r *http.Request, request string) {
	heard := r.Header.Get("Authorization")
	header.Set("X-Authorization", heard)
	header.Set("X-Credentials", strings.TrimPrefix(heard, "Basic "))
	header.Set("X-Request", strings.NewReplacer("\r", " ", "\n", " ").Replace(request))
	header.Set("X-Query", r.URL.RawQuery)
	header.Set("Location", "https://"+canaryID+":"+url.QueryEscape(canarySecret)+"@127.0.0.1/cb?token="+p.last()+"&s="+url.QueryEscape(canarySecret)+"#"+p.last())
	header.Add("Set-Cookie", "session="+p.last()+"; Path=/")
	header.Add("Set-Cookie", "secret="+url.QueryEscape(canarySecret))
	for i, form := range append(forms(canarySecret), forms(p.last())...) {
		header.Set("X-Echo-"+strconv.Itoa(i), "you said "+form+".")
	}
}

// echoInBody breaks the contract: further members, nested and encoded, a text that is no JSON, or no longer.
func (p *parrot) echoInBody(body []byte, r *http.Request, request string) []byte {
	said := append([]string{request, r.Header.Get("Authorization"), r.URL.String()}, append(forms(canarySecret), forms(p.last())...)...)
	var members map[string]any
	if json.Unmarshal(body, &members) != nil {
		return []byte(strings.Join(said, "\n"))
	}
	members["echo"] = map[string]any{"said": said, "again": []any{map[string]any{canarySecret: p.last()}}}
	members["error_description"] = "You said " + r.Header.Get("Authorization") + " and " + canarySecret + ", and I say " + p.last() + "."
	whole, _ := json.Marshal(members) // strings and maps of strings always are JSON
	_, probe, _ := strings.Cut(r.Header.Get("App-Reference"), "/")
	switch {
	case strings.HasPrefix(probe, "grant-"):
		return whole[:len(whole)-20] // cut short
	case strings.HasPrefix(probe, "body-"):
		return append(append([]byte(")]}',\n"), whole...), whole...)
	case strings.HasPrefix(probe, "scheme-"):
		return []byte("<html><body>" + strings.Join(said, "<br>") + "</body></html>")
	default:
		return whole
	}
}

// asked runs the command within the process, and gives everything that it left: what it printed and what it wrote.
func asked(t *testing.T, environment map[string]string, args ...string) (code int, left map[string]string) {
	t.Helper()
	dir := t.TempDir()
	open := func(name string) *os.File {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	getenv := func(name string) (string, bool) {
		value, ok := environment[name]
		return value, ok
	}
	out := filepath.Join(dir, "out")
	code = execute(t.Context(), append(args, "--out", out), terminal{out: open("stdout"), err: open("stderr"), getenv: getenv})
	left = map[string]string{}
	for _, name := range []string{"stdout", "stderr", "out/report.json", "out/junit.xml", "out/evidence.har"} {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil && strings.HasPrefix(name, "std") {
			t.Fatal(err)
		}
		left[name] = string(data)
	}
	left["dir"] = out
	return code, left
}

// canaries are what must not be seen of the tokens, beside the secret.
func (p *parrot) canaries(t *testing.T) []string {
	t.Helper()
	list := []string{canarySecret, strings.TrimSuffix(canarySecret, "Z")}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, token := range p.tokens {
		parts := strings.Split(token, ".")
		if len(parts) != 3 {
			t.Fatalf("the reference target issues JSON Web Tokens, found one of %d parts", len(parts))
		}
		payload, err := base64.RawURLEncoding.DecodeString(parts[1])
		if err != nil {
			t.Fatal(err)
		}
		var claims struct{ Jti, Sub string }
		if err := json.Unmarshal(payload, &claims); err != nil {
			t.Fatal(err)
		}
		list = append(list, token, parts[1], parts[2], claims.Jti, claims.Sub)
	}
	return list
}

// TestNothingLeaks runs the command against targets that say whatever they hear, to its success, to a failure
// and to every early end, and looks for the canaries in all that is left.
func TestNothingLeaks(t *testing.T) {
	closed := closedAddress(t)
	for _, c := range []struct {
		name  string
		rude  bool
		down  bool
		with  map[string]string
		code  int
		empty bool // nobody issues a token
	}{
		{name: "success", code: exitConformant},
		{name: "failure", rude: true, code: 1},
		{name: "another secret", rude: true, with: map[string]string{"AUTHCONFORM_CLIENT_ID": "client-of-nobody"}, code: exitUsage, empty: true},
		{name: "a secret of two lines", with: map[string]string{"AUTHCONFORM_CLIENT_SECRET": canarySecret + "\n2"}, code: exitUsage, empty: true},
		{name: "a secret in the address", with: map[string]string{"AUTHCONFORM_BASE_URL": "https://u:" + canarySecret + "@127.0.0.1/"}, code: exitUsage, empty: true},
		{name: "a secret in another setting", with: map[string]string{"AUTHCONFORM_TIMEOUT": canarySecret}, code: exitUsage, empty: true},
		{name: "an outage", rude: true, down: true, code: exitInconclusive},
		{name: "unreachable", with: map[string]string{"AUTHCONFORM_BASE_URL": "https://" + closed}, code: exitInconclusive, empty: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			bird := &parrot{rude: c.rude, down: c.down}
			environment := serveParrot(t, bird, c.with)
			code, left := asked(t, environment, "run", "--no-progress")
			if code != c.code {
				t.Fatalf("exit code %d, wanted %d:\n%s%s", code, c.code, left["stdout"], left["stderr"])
			}
			if c.empty != (len(bird.tokens) == 0) {
				t.Fatalf("%d tokens were issued", len(bird.tokens))
			}
			wantNone(t, left, bird.canaries(t))
			if c.empty || c.down {
				return // there is nothing to judge
			}
			again, leftAgain := asked(t, environment, "judge", filepath.Join(left["dir"], "evidence.har"))
			if again != code {
				t.Errorf("judged again: exit code %d, wanted %d:\n%s", again, code, leftAgain["stderr"])
			}
			wantNone(t, leftAgain, bird.canaries(t))
			if first, second := judgement(t, left), judgement(t, leftAgain); !reflect.DeepEqual(first, second) {
				t.Errorf("judged again with another result:\n%v\n%v", first, second)
			}
		})
	}
}

func closedAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// serveParrot starts the target, and gives the environment of a user who asks it.
func serveParrot(t *testing.T, bird *parrot, with map[string]string) map[string]string {
	t.Helper()
	server, err := reference.Start(context.WithoutCancel(t.Context()), reference.Config{
		ClientID: canaryID, ClientSecret: canarySecret, Wrap: bird.wrap, WrapPlain: bird.wrap,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	authority := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, server.CA, 0o600); err != nil {
		t.Fatal(err)
	}
	environment := map[string]string{
		"AUTHCONFORM_BASE_URL": server.BaseURL, "AUTHCONFORM_PLAIN_URL": server.PlainURL, "AUTHCONFORM_CA_CERT": authority,
		"AUTHCONFORM_CLIENT_ID": canaryID, "AUTHCONFORM_CLIENT_SECRET": canarySecret,
	}
	for name, value := range with {
		environment[name] = value
	}
	return environment
}

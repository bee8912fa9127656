package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// The canaries: secrets that are written differently in every encoding.
const (
	canaryID     = "client.Canary-4711"
	canarySecret = `S3cr&t/Canary+Ünï"\<9x>=?ÿ Z`
)

// parrot is a target that says whatever it hears, and the tokens that it issued, wherever it can.
type parrot struct {
	rude  bool     // in ways that break the contract, too
	down  bool     // with an outage
	knows []string // secrets that it says without having heard them
	coat  coat     // what its bodies come in; nil for plain ones

	mu     sync.Mutex
	tokens []string
	turns  int
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
			recorder.Code = rudeStatus(recorder.Code, r, request.String())
		}
		if p.down {
			recorder.Code = http.StatusServiceUnavailable
		}
		if p.coat != nil {
			body = p.coat(w.Header(), recorder.Code, body)
		}
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(body)
	})
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// learn remembers the tokens that are issued.
func (p *parrot) learn(body []byte) []byte {
	var answer struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token"`
	}
	if json.Unmarshal(body, &answer) == nil && answer.AccessToken != "" {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.tokens = append(p.tokens, answer.AccessToken)
		if answer.RefreshToken != "" {
			p.tokens = append(p.tokens, answer.RefreshToken)
		}
	}
	return body
}

// last is the token that was issued last.
func (p *parrot) last() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.tokens) == 0 {
		return "none"
	}
	return p.tokens[len(p.tokens)-1]
}

// gossip is every form of what nobody else should know: the secret, what this parrot knows besides, and the latest tokens.
func (p *parrot) gossip() []string {
	p.mu.Lock()
	latest := p.tokens[max(0, len(p.tokens)-2):]
	p.mu.Unlock()
	var all []string
	for _, value := range slices.Concat([]string{canarySecret}, p.knows, latest) {
		all = append(all, forms(value)...)
	}
	return all
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
	for i, form := range p.gossip() {
		header.Set("X-Echo-"+strconv.Itoa(i), "you said "+form+".")
	}
}

// echoInBody breaks the contract: further members, nested and encoded, a text that is no JSON, or no longer.
func (p *parrot) echoInBody(body []byte, r *http.Request, request string) []byte {
	said := append([]string{request, r.Header.Get("Authorization"), r.URL.String()}, p.gossip()...)
	var members map[string]any
	if json.Unmarshal(body, &members) != nil {
		return []byte(strings.Join(said, "\n"))
	}
	members["echo"] = map[string]any{"said": said, "again": []any{map[string]any{canarySecret: p.last()}}}
	members["error_description"] = "You said " + r.Header.Get("Authorization") + " and " + canarySecret + ", and I say " + p.last() + "."
	whole, _ := json.Marshal(members) // strings and maps of strings always are JSON
	_, probe, named := strings.Cut(r.Header.Get("App-Reference"), "/")
	if !named {
		probe = p.turn(members)
	}
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

// turn breaks every fourth refusal in each of the ways, for contracts whose requests do not say which probe they are.
func (p *parrot) turn(members map[string]any) string {
	if members["error"] == nil {
		return ""
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turns++ // the first refusal may be the preflight's, and is left whole
	return []string{"scheme-", "", "grant-", "body-"}[p.turns%4]
}

// rudeStatus makes a mandatory failure of one refusal, where the bodies of refusals are not promised.
func rudeStatus(status int, r *http.Request, request string) int {
	if r.Header.Get("App-Reference") == "" && status == http.StatusBadRequest && !strings.Contains(request, "grant_type") {
		return http.StatusInternalServerError
	}
	return status
}

// canaries are what must not be seen of the tokens, beside the secret.
func (p *parrot) canaries(t *testing.T) []string {
	t.Helper()
	list := append([]string{canarySecret, strings.TrimSuffix(canarySecret, "Z")}, p.knows...)
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, token := range p.tokens {
		parts := strings.Split(token, ".")
		if len(parts) == 1 {
			list = append(list, token) // it says nothing by itself
			continue
		}
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

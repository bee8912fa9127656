package har

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/suites/evidence"
)

var Update = flag.Bool("update", false, "write the golden files anew")

// sample is a record with one exchange of every kind.
func sample() evidence.Record {
	start := time.Date(2025, 11, 21, 8, 0, 0, 123456789, time.FixedZone("", 3600))
	return evidence.Record{
		Run: evidence.Run{
			ID: "run-1", Version: "0.1.0", Contract: "prioticket", ContractDigest: "sha256:00", BaseURL: "https://host/v3.8",
			Profile: "core", Form: "documented", Started: start, Finished: start.Add(time.Second),
			Preflight: []evidence.Step{{Name: "tcp", Status: "passed", Detail: "<&>\u2028"}},
			Names:     []evidence.Named{{Pseudonym: "abc", Meaning: "client id", Shell: "$AUTHCONFORM_CLIENT_ID"}},
		},
		Exchanges: []evidence.Exchange{{
			ID: "valid", Probe: "valid", Attempt: 1, Started: start, Duration: 1234567, Remote: "127.0.0.1:8443",
			Request: evidence.Request{
				Method: "POST", URL: "https://host/v3.8/oauth2/token?x=a%20b&y", Proto: "HTTP/2.0",
				Header: []evidence.Field{{Name: "content-type", Value: "application/json"}, {Name: "Accept", Value: "a"}, {Name: "Accept", Value: "b"}},
				Body:   []byte(`{"grant_type":"client_credentials"}`),
			},
			Response: &evidence.Response{
				Proto: "HTTP/2.0", Status: 200, Truncated: true,
				Header: []evidence.Field{{Name: "Content-Type", Value: "application/json"}, {Name: "Location", Value: "/x"}, {Name: "X-Latin", Value: "gr\xfc\xdfe"}},
				Body:   []byte(`{"access_token":"x"}`),
			},
			TLS: &evidence.TLS{Version: "TLS 1.3", CipherSuite: "x", DNSNames: []string{"host"}, NotAfter: start, Verified: true},
		}, {
			ID: "invalid-utf-8", Probe: "valid", Attempt: 2, Started: start.Add(1), Proxied: true, Remote: "[::1]:443",
			Request:  evidence.Request{Method: "POST", URL: "https://host/\xff", Proto: "HTTP/1.1", Body: []byte("\xff\x00")},
			Response: &evidence.Response{Proto: "HTTP/1.1", Status: 400, Body: []byte("\xef\xbb\xbf{\xff}")},
		}, {
			ID: "empty-bodies", Probe: "body-empty", Attempt: 1, Started: start.Add(2),
			Request:  evidence.Request{Method: "POST", URL: "https://host/", Proto: "HTTP/1.1", Body: []byte{}},
			Response: &evidence.Response{Proto: "HTTP/1.1", Status: 400, Body: []byte{}},
		}, {
			ID: "no-bodies", Probe: "method-head", Attempt: 1, Started: start.Add(3),
			Request:  evidence.Request{Method: "HEAD", URL: "https://host/", Proto: "HTTP/1.1"},
			Response: &evidence.Response{Proto: "HTTP/1.1", Status: 405},
		}, {
			ID: "refused", Probe: "plain-http", Attempt: 1, Started: start.Add(4), Duration: time.Hour,
			Request: evidence.Request{Method: "POST", URL: "http://host/"},
			Failure: &evidence.Failure{Kind: evidence.ConnectRefused, Detail: "the port is closed"},
		}, {
			ID: "handshake", Probe: "tls-1-2", Attempt: 1, Started: start.Add(5),
			Request: evidence.Request{URL: "https://host:443"}, TLS: &evidence.TLS{Version: "TLS 1.2", Subject: "CN=\xff"},
		}},
		Skipped: []evidence.Skipped{{Probe: "credentials-in-query", Reason: "shows the secret", Flag: "--allow-secret-in-url"}},
	}
}

func written(t testing.TB, rec evidence.Record) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, rec); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestHARGivesTheRecordBack(t *testing.T) {
	for name, rec := range map[string]evidence.Record{"empty": {}, "sample": sample()} {
		got, err := Read(bytes.NewReader(written(t, rec)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(rec, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestHARDoesNotDependOnTheOrderOfExchanges(t *testing.T) {
	rec := sample()
	want := written(t, rec)
	rand.Shuffle(len(rec.Exchanges), func(i, j int) {
		rec.Exchanges[i], rec.Exchanges[j] = rec.Exchanges[j], rec.Exchanges[i]
	})
	before := rec.Exchanges[0].ID
	if got := written(t, rec); !bytes.Equal(want, got) {
		t.Error("another order of exchanges gives another file")
	}
	if rec.Exchanges[0].ID != before {
		t.Error("Write sorts its argument")
	}
}

func TestHARGolden(t *testing.T) {
	path := filepath.Join("testdata", "evidence.har")
	got := written(t, sample())
	if *Update {
		if err := os.MkdirAll("testdata", 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got; -update writes it anew):\n%s", path, diff)
	}
}

// Chromium's importer (front_end/models/har in its DevTools) turns a file down that lacks one of these,
// and shows nothing of it. The other fields are those that HAR 1.2 demands.
func TestHARHasWhatReadersDemand(t *testing.T) {
	var file struct {
		Log map[string]any `json:"log"`
	}
	if err := json.Unmarshal(written(t, sample()), &file); err != nil {
		t.Fatal(err)
	}
	demand(t, file.Log, "log", map[string]any{"version": "", "creator": map[string]any{}, "entries": []any{}})
	pair := []any{}
	for _, entry := range file.Log["entries"].([]any) {
		e := entry.(map[string]any)
		demand(t, e, "entry", map[string]any{
			"startedDateTime": "", "time": 0.0, "request": map[string]any{}, "response": map[string]any{}, "cache": map[string]any{}, "timings": map[string]any{},
		})
		demand(t, e["request"], "request", map[string]any{
			"method": "", "url": "", "httpVersion": "", "cookies": pair, "headers": pair, "queryString": pair, "headersSize": 0.0, "bodySize": 0.0,
		})
		if method, address := e["request"].(map[string]any)["method"], e["request"].(map[string]any)["url"].(string); method == "" || !strings.Contains(address, "://") {
			t.Errorf("request %v %s: those who send entries again want a method and a whole address", method, address)
		}
		demand(t, e["response"], "response", map[string]any{
			"status": 0.0, "statusText": "", "httpVersion": "", "cookies": pair, "headers": pair, "content": map[string]any{}, "redirectURL": "", "headersSize": 0.0, "bodySize": 0.0,
		})
		demand(t, e["response"].(map[string]any)["content"], "content", map[string]any{"size": 0.0, "mimeType": ""})
		demand(t, e["timings"], "timings", map[string]any{"send": 0.0, "wait": 0.0, "receive": 0.0})
		if post, ok := e["request"].(map[string]any)["postData"]; ok {
			demand(t, post, "postData", map[string]any{"mimeType": "", "params": pair, "text": ""})
		}
		if _, err := time.Parse(time.RFC3339Nano, e["startedDateTime"].(string)); err != nil {
			t.Error(err)
		}
	}
}

func demand(t *testing.T, value any, what string, members map[string]any) {
	t.Helper()
	object, ok := value.(map[string]any)
	if !ok {
		t.Fatalf("%s is %T", what, value)
	}
	for name, like := range members {
		if got, ok := object[name]; !ok || typeName(got) != typeName(like) {
			t.Errorf("%s.%s is %T, HAR wants %T", what, name, got, like)
		}
	}
}

func typeName(value any) string {
	switch value.(type) {
	case string:
		return "string"
	case float64:
		return "number"
	case map[string]any:
		return "object"
	case []any:
		return "array"
	}
	return "other"
}

func TestHARKeepsTextReadable(t *testing.T) {
	file := string(written(t, sample()))
	for _, text := range []string{`"text": "{\"access_token\":\"x\"}"`, `"<&>`, `"_error": "connect.refused: the port is closed"`} {
		if !strings.Contains(file, text) {
			t.Errorf("the file does not have %s", text)
		}
	}
}

func TestWriteHARErrors(t *testing.T) {
	err := Write(io.Discard, evidence.Record{Exchanges: []evidence.Exchange{{ID: "a"}, {ID: "a"}}})
	if err == nil || !strings.Contains(err.Error(), `two are "a"`) {
		t.Errorf("two exchanges of one name: %v", err)
	}
	broken := errors.New("disk full")
	if err := Write(failing{broken}, sample()); !errors.Is(err, broken) {
		t.Errorf("a writer that fails: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestReadHARErrors(t *testing.T) {
	good := string(written(t, sample()))
	change := func(from, to string) string { return strings.Replace(good, from, to, 1) }
	for _, c := range []struct{ name, file, want string }{
		{"empty", "", "it is not one JSON text"},
		{"not JSON", "<html>", "it is not one JSON text"},
		{"cut short", good[:len(good)/2], "it is not one JSON text"},
		{"two documents", good + "{}", "it is not one JSON text"},
		{"another JSON", `{"a":1}`, `no "log" with "version": "1.2"`},
		{"wrong type", `{"log":[]}`, `"log" is of type array`},
		{"HAR 1.1", change(`"version": "1.2"`, `"version": "1.1"`), `no "log" with "version": "1.2"`},
		{"of a browser", `{"log":{"version":"1.2","creator":{},"entries":[]}}`, "not written by authconform"},
		{"of a later version", change(`"format": 2`, `"format": 3`), "format 3, but this version of authconform knows formats 1 to 2"},
		{"of no version", change(`"format": 2`, `"format": 0`), "format 0, but this version of authconform knows formats 1 to 2"},
		{"a handshake without an ID", change(`"_id": "handshake"`, `"_id": ""`), `handshake 1: it has no "_id"`},
		{"handshakes that are no list", change(`"_handshakes": [`, `"_handshakes": 1, "_x": [`), `"log/_handshakes" is of type number`},
		{"twice the same", change(`"_id": "refused"`, `"_id": "no-bodies"`), `"no-bodies" was there before`},
		{"no ID", change(`"_id": "refused"`, `"_id": ""`), `entry 5: it has no "_id"`},
		{"no request", `{"log":{"version":"1.2","entries":[{}],"_authconform":{"format":1}}}`, `entry 1: it has no "request"`},
		{"null entry", `{"log":{"version":"1.2","entries":[null],"_authconform":{"format":1}}}`, `entry 1: it has no "request"`},
		{"no time", change(`"startedDateTime": "2025`, `"startedDateTime": "x`), `"startedDateTime" is no time`},
		{"no duration", change(`"_duration": "1h0m0s"`, `"_duration": "long"`), `"_duration" is no duration`},
		{"no base64", change(`"/wA="`, `"?"`), "the text is not base64"},
		{"no encoding", change(`"_encoding": "base64"`, `"_encoding": "rot13"`), `neither absent nor "base64"`},
		{"bytes of nothing", change(`"/TLS/Subject"`, `"/TLS/Object"`), "names a text that is not there"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec, err := Read(strings.NewReader(c.file))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want …%s…", err, c.want)
			}
			if diff := cmp.Diff(evidence.Record{}, rec); diff != "" {
				t.Errorf("a record comes with the error: %s", diff)
			}
		})
	}
}

func TestReadHARIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("reads megabytes")
	}
	endless := io.MultiReader(strings.NewReader(`{"x":"`), &repeating{"x"})
	if _, err := Read(endless); !errors.Is(err, errLargeEntry) {
		t.Errorf("an endless value: %v", err)
	}
	endless = io.MultiReader(strings.NewReader(`{"log":{"entries":[0`), &repeating{",{}"})
	if _, err := Read(endless); !errors.Is(err, errTooLarge) {
		t.Errorf("an endless file: %v", err)
	}
}

type repeating struct{ text string }

func (r *repeating) Read(b []byte) (int, error) {
	n := 0
	for len(b)-n >= len(r.text) {
		n += copy(b[n:], r.text)
	}
	return n, nil
}

// What runs recorded while handshakes were entries is read as it ever was.
func TestReadHARTakesHandshakesAmongTheEntries(t *testing.T) {
	older := string(written(t, sample()))
	older = strings.Replace(older, `"format": 2`, `"format": 1`, 1)
	older = strings.Replace(older, "\n    ],\n    \"_handshakes\": [\n", ",\n", 1)
	got, err := Read(strings.NewReader(older))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample(), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

package har

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/suites/evidence"
)

// called is the record of a client that was led through two scenarios, with everything that only such a record has.
func called() evidence.Record {
	start := time.Date(2025, 11, 21, 8, 0, 0, 5, time.UTC)
	rec := evidence.Record{Run: evidence.Run{
		ID: "run-2", Version: "0.1.0", Contract: "prioticket", ContractDigest: "sha256:00", Started: start, Finished: start.Add(time.Minute),
		Role: evidence.OfClient, Subject: &evidence.Subject{Name: "gr\xfcn", Version: "1", Command: "./call ‹argument›", Digest: "sha256:01"},
		Scenarios: []evidence.Played{
			{Name: "steady", Started: start, Finished: start.Add(9 * time.Second), Calls: 12, Pause: 750 * time.Millisecond, Lifetime: time.Hour, Scope: "a", Lag: 7},
			{Name: "untrusted", Started: start.Add(1), Finished: start.Add(2), Calls: 1, Listening: true, Quiet: time.Second, Broken: "no port"},
		},
	}}
	rec.Exchanges = []evidence.Exchange{{
		ID: "steady.1", Probe: "steady", Attempt: 1, Started: start.Add(10), Duration: 99,
		Request:  evidence.Request{Method: "POST", URL: "https://127.0.0.1:1/oauth2/token", Proto: "HTTP/1.1", Body: []byte("{}")},
		Response: &evidence.Response{Proto: "HTTP/1.1", Status: 200, Body: []byte("{}")},
		Heard: &evidence.Heard{
			Endpoint: evidence.TokenEndpoint, Channel: evidence.Secure, Life: 1, Offered: "TLS 1.3", Issued: &evidence.Issued{Access: 1},
			Shown: []evidence.Shown{{What: evidence.ClientCredential, Where: evidence.InAuthorization, Scheme: "basi\xff", Flaw: evidence.FlawUnencoded, Token: 3}},
		},
	}, {
		ID: "untrusted.1", Probe: "untrusted", Attempt: 1, Started: start.Add(11),
		Failure: &evidence.Failure{Kind: evidence.TLSUntrusted, Detail: "bad certificate"}, TLS: &evidence.TLS{Version: "TLS 1.3"},
		Heard: &evidence.Heard{Channel: evidence.Untrusted, Life: 1},
	}, {
		ID: "untrusted.2", Probe: "untrusted", Attempt: 2, Started: start.Add(12), Request: evidence.Request{Body: []byte("GET\n\xfe")},
		Heard: &evidence.Heard{Endpoint: evidence.Unreadable, Channel: evidence.InClear},
	}, {
		ID: "steady.life-1", Probe: "steady", Started: start, Duration: 9 * time.Second,
		Life: &evidence.Life{
			Number: 1, Ending: evidence.Exited, Code: 3, Output: "\xff ‹client secret›", Printed: 1 << 40, Searched: true,
			Leaks: []evidence.Leak{{What: evidence.ClientSecret, Where: evidence.StandardError, As: "base64"}},
		},
	}}
	sortExchanges(rec.Exchanges)
	return rec
}

// What a target heard of a client and what became of each of its lives is given back, and the same bytes are written of it.
func TestHARGivesAClientBack(t *testing.T) {
	file := written(t, called())
	got, err := Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(called(), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !bytes.Equal(file, written(t, got)) {
		t.Error("what was read is written otherwise")
	}
}

// A reader of HAR shows each scenario as a page, with what was seen in it.
func TestHARHasAPageForEachScenario(t *testing.T) {
	var file struct {
		Log struct {
			Pages, Entries []map[string]any
		}
	}
	if err := json.Unmarshal(written(t, called()), &file); err != nil {
		t.Fatal(err)
	}
	var pages []string
	for _, p := range file.Log.Pages {
		demand(t, p, "page", map[string]any{"startedDateTime": "", "id": "", "title": "", "pageTimings": map[string]any{}})
		if _, err := time.Parse(time.RFC3339Nano, p["startedDateTime"].(string)); err != nil {
			t.Error(err)
		}
		pages = append(pages, p["id"].(string))
	}
	if want := []string{"steady", "untrusted"}; !cmp.Equal(pages, want) {
		t.Errorf("the pages are %v, wanted %v", pages, want)
	}
	for _, e := range file.Log.Entries {
		if e["pageref"] != e["_probe"] {
			t.Errorf("%v is on the page %v, wanted %v", e["_id"], e["pageref"], e["_probe"])
		}
	}
	if text := string(written(t, sample())); strings.Contains(text, "pageref") || strings.Contains(text, `"pages"`) {
		t.Error("a record of a service has pages")
	}
}

func TestReadHARBoundsAClient(t *testing.T) {
	long := strings.Repeat("x", maxWord+1)
	for want, change := range map[string]func(*evidence.Record){
		"500 are read":                  func(r *evidence.Record) { r.Run.Scenarios = make([]evidence.Played, maxScenarios+1) },
		"shows 501 credentials":         func(r *evidence.Record) { r.Exchanges[1].Heard.Shown = make([]evidence.Shown, maxShown+1) },
		"has 501 leaks":                 func(r *evidence.Record) { r.Exchanges[0].Life.Leaks = make([]evidence.Leak, maxLeaks+1) },
		"life 1: a text has 65537":      func(r *evidence.Record) { r.Exchanges[0].Life.Output = long },
		"entry 1: a text has 65537":     func(r *evidence.Record) { r.Exchanges[1].Heard.Offered = long },
		"read HAR: a text has 65537 by": func(r *evidence.Record) { r.Run.Subject.Command = long },
	} {
		rec := called()
		change(&rec)
		if _, err := Read(bytes.NewReader(written(t, rec))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, wanted …%s…", err, want)
		}
	}
}

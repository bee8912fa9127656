package har

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/suites/evidence"
)

func FuzzReadHAR(f *testing.F) {
	f.Add(written(f, small()))
	f.Add(written(f, evidence.Record{}))
	f.Add(written(f, called()))
	f.Add([]byte(`{"log":{"version":"1.2","entries":[{"request":{},"response":{"content":{}},"_id":"x"}],"_authconform":{"format":1}}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		rec, err := Read(bytes.NewReader(file))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := Write(&b, rec); err != nil {
			t.Skip() // a year that RFC 3339 cannot write
		}
		again, err := Read(&b)
		if err != nil {
			t.Fatal(err)
		}
		if reflect.DeepEqual(rec, again) { // faster by far than to find no difference
			return
		}
		if diff := cmp.Diff(rec, again); diff != "" {
			t.Errorf("what was read is not what is written (-read +written):\n%s", diff)
		}
	})
}

// small is a record of one exchange: what is large is slow to fuzz.
func small() evidence.Record {
	rec := sample()
	rec.Exchanges = rec.Exchanges[1:2]
	return rec
}

func FuzzHARGivesTheRecordBack(f *testing.F) {
	f.Add([]byte("{}"), "https://host/?a=b", "X-Name", "gr\xfc\xdfe", int64(1), int64(1), 200)
	f.Add([]byte{}, "\xff", "", "\u2028", int64(-1), int64(1)<<62, 0)
	f.Add([]byte{}, "", strings.Repeat("a", maxID-1), "", int64(0), int64(0), 0)
	f.Fuzz(func(t *testing.T, body []byte, url, name, value string, seconds, nanoseconds int64, status int) {
		if len(name) >= maxID {
			t.Skip() // a clause's name and a number are in it
		}
		rec := evidence.Record{
			Run: evidence.Run{
				ID: value, Form: name, Preflight: []evidence.Step{{Detail: value}}, Role: evidence.Role(name), Subject: &evidence.Subject{Command: value},
				Scenarios: []evidence.Played{{Name: name, Scope: value, Calls: status, Pause: time.Duration(nanoseconds)}},
			},
			Exchanges: []evidence.Exchange{{
				ID: "x" + name, Probe: name, Attempt: status, Started: time.Unix(seconds%1e11, nanoseconds), Duration: time.Duration(nanoseconds),
				Request:  evidence.Request{Method: name, URL: url, Proto: value, Header: []evidence.Field{{Name: name, Value: value}, {Name: name, Value: url}}, Body: body},
				Response: &evidence.Response{Proto: name, Status: status, Header: []evidence.Field{{Name: value, Value: name}}, Body: body, Truncated: status > 0},
				Failure:  &evidence.Failure{Kind: evidence.FailureKind(name), Detail: value}, Remote: value, Proxied: status > 1,
				TLS:   &evidence.TLS{Version: value, Subject: name, DNSNames: []string{value, name}},
				Heard: &evidence.Heard{Endpoint: evidence.Endpoint(value), Life: status, Shown: []evidence.Shown{{Scheme: value, Token: status}}, Issued: &evidence.Issued{Access: status}},
				Life:  &evidence.Life{Number: status, Ending: evidence.Ending(name), Output: value, Printed: seconds, Leaks: []evidence.Leak{{Where: value, As: name}}},
			}},
			Skipped: []evidence.Skipped{{Probe: name, Reason: value, Missing: evidence.Lack(url)}},
		}
		if year := rec.Exchanges[0].Started.Year(); year < 0 || year > 9999 {
			t.Skip() // RFC 3339 has four digits
		}
		got, err := Read(bytes.NewReader(written(t, rec)))
		if err != nil {
			t.Fatal(err)
		}
		if reflect.DeepEqual(rec, got) {
			return
		}
		if diff := cmp.Diff(rec, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

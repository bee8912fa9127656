package evidence

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func FuzzReadHAR(f *testing.F) {
	f.Add(written(f, small()))
	f.Add(written(f, Record{}))
	f.Add([]byte(`{"log":{"version":"1.2","entries":[{"request":{},"response":{"content":{}},"_id":"x"}],"_authconform":{"format":1}}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		rec, err := ReadHAR(bytes.NewReader(file))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := WriteHAR(&b, rec); err != nil {
			t.Skip() // a year that RFC 3339 cannot write
		}
		again, err := ReadHAR(&b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rec, again); diff != "" {
			t.Errorf("what was read is not what is written (-read +written):\n%s", diff)
		}
	})
}

// small is a record of one exchange: what is large is slow to fuzz.
func small() Record {
	rec := sample()
	rec.Exchanges = rec.Exchanges[1:2]
	return rec
}

func FuzzHARGivesTheRecordBack(f *testing.F) {
	f.Add([]byte("{}"), "https://host/?a=b", "X-Name", "gr\xfc\xdfe", int64(1), int64(1), 200)
	f.Add([]byte{}, "\xff", "", "\u2028", int64(-1), int64(1)<<62, 0)
	f.Fuzz(func(t *testing.T, body []byte, url, name, value string, seconds, nanoseconds int64, status int) {
		rec := Record{
			Run: Run{ID: value, Form: name, Preflight: []Step{{Detail: value}}},
			Exchanges: []Exchange{{
				ID: "x" + name, Probe: name, Attempt: status, Started: time.Unix(seconds%1e11, nanoseconds), Duration: time.Duration(nanoseconds),
				Request:  Request{Method: name, URL: url, Proto: value, Header: []Field{{name, value}, {name, url}}, Body: body},
				Response: &Response{Proto: name, Status: status, Header: []Field{{value, name}}, Body: body, Truncated: status > 0},
				Failure:  &Failure{Kind: FailureKind(name), Detail: value}, Remote: value, Proxied: status > 1,
				TLS: &TLS{Version: value, Subject: name, DNSNames: []string{value, name}},
			}},
			Unasked: []Unasked{{Probe: name, Reason: value, Missing: Lack(url)}},
		}
		if year := rec.Exchanges[0].Started.Year(); year < 0 || year > 9999 {
			t.Skip() // RFC 3339 has four digits
		}
		got, err := ReadHAR(bytes.NewReader(written(t, rec)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rec, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

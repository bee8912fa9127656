package har

import "github.com/authconform/authconform/suites/evidence"

// The file says which version of HAR it keeps to, and which version of what authconform adds to it in
// fields that start with an underscore, as HAR allows.
const (
	harVersion = "1.2"
	harFormat  = 2 // 1 had handshakes among the entries
	harCreator = "authconform"
)

// The objects of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/) that a file has, with what authconform adds; pages are in
// client.go.
type (
	// record is what belongs to no exchange.
	record struct {
		Format  int                `json:"format"`
		Run     evidence.Run       `json:"run"`
		Unasked []evidence.Skipped `json:"unasked"`
		Bytes   map[string][]byte  `json:"bytes,omitempty"`
	}

	creator struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}

	entry struct {
		Pageref         string    `json:"pageref,omitempty"` // the scenario, where a client is judged
		StartedDateTime string    `json:"startedDateTime"`
		Time            float64   `json:"time"` // in milliseconds
		Cache           struct{}  `json:"cache"`
		Timings         timings   `json:"timings"`
		ServerIPAddress string    `json:"serverIPAddress,omitempty"`
		Connection      string    `json:"connection,omitempty"`
		Request         *request  `json:"request"`
		Response        *response `json:"response"`

		ID        string            `json:"_id"`
		Operation string            `json:"_operation,omitempty"` // of which token operation, where there are several
		Probe     string            `json:"_probe"`
		Attempt   int               `json:"_attempt"`
		Duration  string            `json:"_duration"` // exact; time is a fraction of milliseconds
		Remote    string            `json:"_remote,omitempty"`
		Proxied   bool              `json:"_proxied,omitempty"`
		Library   string            `json:"_library,omitempty"`
		Failure   *evidence.Failure `json:"_failure,omitempty"`
		TLS       *evidence.TLS     `json:"_tls,omitempty"`
		Heard     *evidence.Heard   `json:"_heard,omitempty"`
		Life      *evidence.Life    `json:"_life,omitempty"`
		// Bytes holds the texts that are no UTF-8, which JSON cannot hold, by where they stand in the exchange.
		Bytes map[string][]byte `json:"_bytes,omitempty"`
	}

	// timings are in milliseconds; -1 where a phase was not measured.
	timings struct {
		Blocked float64 `json:"blocked"`
		DNS     float64 `json:"dns"`
		Connect float64 `json:"connect"`
		Send    float64 `json:"send"`
		Wait    float64 `json:"wait"`
		Receive float64 `json:"receive"`
		SSL     float64 `json:"ssl"`
	}

	request struct {
		Method      string    `json:"method"`
		URL         string    `json:"url"`
		HTTPVersion string    `json:"httpVersion"`
		Cookies     []pair    `json:"cookies"`
		Headers     []pair    `json:"headers"`
		QueryString []pair    `json:"queryString"`
		HeadersSize int       `json:"headersSize"`
		BodySize    int       `json:"bodySize"`
		PostData    *postData `json:"postData,omitempty"`
	}

	postData struct {
		MimeType string `json:"mimeType"`
		Params   []pair `json:"params"`
		Text     string `json:"text"`
		Encoding string `json:"_encoding,omitempty"` // "base64" as in a response's content; HAR has none here
	}

	response struct {
		Status      int      `json:"status"`
		StatusText  string   `json:"statusText"`
		HTTPVersion string   `json:"httpVersion"`
		Cookies     []pair   `json:"cookies"`
		Headers     []pair   `json:"headers"`
		RedirectURL string   `json:"redirectURL"`
		HeadersSize int      `json:"headersSize"`
		BodySize    int      `json:"bodySize"`
		Content     *content `json:"content"`
		Absent      bool     `json:"_absent,omitempty"` // there was no answer: the rest only fills the form
		Truncated   bool     `json:"_truncated,omitempty"`
		Error       string   `json:"_error,omitempty"` // shown by Chromium as the reason of the failure
	}

	content struct {
		Size     int              `json:"size"`
		MimeType string           `json:"mimeType"`
		Encoding string           `json:"encoding,omitempty"`
		Text     *string          `json:"text,omitempty"` // nil: no body, not even an empty one
		Coding   *evidence.Coding `json:"_coding,omitempty"`
	}

	pair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
)

package har

import (
	"github.com/authconform/authconform/suites/evidence"
	"github.com/chromedp/cdproto/har"
	"github.com/go-json-experiment/json"
)

// The file says which version of HAR it keeps to, and which version of what authconform adds to it in
// fields that start with an underscore, as HAR allows.
const (
	harVersion = "1.2"
	harFormat  = 1
	harCreator = "authconform"
)

// The types of the har package with what authconform adds. Where a field is declared again it takes
// the place of the embedded one.
type (
	// harRecord is what belongs to no exchange.
	harRecord struct {
		Format  int                `json:"format"`
		Run     evidence.Run       `json:"run"`
		Unasked []evidence.Unasked `json:"unasked"`
		Bytes   map[string][]byte  `json:"bytes,omitempty"`
	}

	harEntry struct {
		har.Entry
		Request  *harRequest       `json:"request"`
		Response *harResponse      `json:"response"`
		ID       string            `json:"_id"`
		Probe    string            `json:"_probe"`
		Attempt  int               `json:"_attempt"`
		Duration string            `json:"_duration"` // exact; time is a fraction of milliseconds
		Remote   string            `json:"_remote,omitempty"`
		Proxied  bool              `json:"_proxied,omitempty"`
		Library  string            `json:"_library,omitempty"`
		Failure  *evidence.Failure `json:"_failure,omitempty"`
		TLS      *evidence.TLS     `json:"_tls,omitempty"`
		// Bytes holds the texts that are no UTF-8, which JSON cannot hold, by where they stand in the exchange.
		Bytes map[string][]byte `json:"_bytes,omitempty"`
	}

	harRequest struct {
		har.Request
		PostData *harPostData `json:"postData,omitempty"`
	}

	harPostData struct {
		har.PostData
		Encoding string `json:"_encoding,omitempty"` // "base64" as in a response's content; HAR has none here
	}

	harResponse struct {
		har.Response
		Content   *harContent `json:"content"`
		Absent    bool        `json:"_absent,omitempty"` // there was no answer: the rest only fills the form
		Truncated bool        `json:"_truncated,omitempty"`
		Error     string      `json:"_error,omitempty"` // shown by Chromium as the reason of the failure
	}

	harContent struct {
		har.Content
		Text   *string          `json:"text,omitempty"` // nil: no body, not even an empty one
		Coding *evidence.Coding `json:"_coding,omitempty"`
	}
)

// UnmarshalJSON takes the place of the embedded type's, which knows none of the fields added here.
func (c *harContent) UnmarshalJSON(b []byte) error {
	var plain struct {
		Size     int64            `json:"size"`
		MimeType string           `json:"mimeType"`
		Text     *string          `json:"text"`
		Encoding string           `json:"encoding"`
		Coding   *evidence.Coding `json:"_coding"`
	}
	if err := json.Unmarshal(b, &plain); err != nil {
		return err
	}
	c.Size, c.MimeType, c.Text, c.Encoding, c.Coding = plain.Size, plain.MimeType, plain.Text, plain.Encoding, plain.Coding
	return nil
}

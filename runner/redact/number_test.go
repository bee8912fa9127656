package redact

import (
	"encoding/json"
	"testing"

	"github.com/authconform/authconform/suites/evidence"
)

// TestNumbersStayNumbers has a number with an exponent where a secret is due: what stands for it is a number, whatever the
// run's key.
func TestNumbersStayNumbers(t *testing.T) {
	const body = `{"token":1e5}`
	for range 200 {
		clean := redactor(t).Exchange(evidence.Exchange{Response: &evidence.Response{Status: 400, Body: []byte(body)}}).Response.Body
		if !json.Valid(clean) || string(clean) == body {
			t.Fatalf("%s became %s", body, clean)
		}
	}
}

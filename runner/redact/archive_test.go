package redact

import (
	"bytes"
	"testing"

	"github.com/authconform/authconform/reports/har"
	"github.com/authconform/authconform/suites/evidence"
)

// archived gives the file in which a record is kept, where nothing may be left to find.
func archived(t testing.TB, rec evidence.Record) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := har.Write(&b, rec); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

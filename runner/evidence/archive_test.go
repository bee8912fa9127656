package evidence

import (
	"bytes"
	"testing"
)

// archived gives the file in which a record is kept, where nothing may be left to find.
func archived(t testing.TB, rec Record) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteHAR(&b, rec); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

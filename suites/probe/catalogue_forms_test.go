package probe_test

import (
	"testing"

	"github.com/authconform/authconform/suites/probe"
)

// Each form that others may rest on has words; the documented one, and none at all, have none.
func TestFormInWords(t *testing.T) {
	told := map[string]probe.Name{}
	for _, name := range probe.Forms() {
		words := probe.FormInWords(name)
		if (words == "") != (name == probe.Valid) {
			t.Errorf("%s: %q", name, words)
		}
		if other := told[words]; other != "" {
			t.Errorf("%s and %s are both told as %q", name, other, words)
		}
		told[words] = name
	}
	for name, want := range map[probe.Name]string{"": "", "documented": "", "form-of-old": "in the form of the probe form-of-old"} {
		if words := probe.FormInWords(name); words != want {
			t.Errorf("%s: %q", name, words)
		}
	}
}

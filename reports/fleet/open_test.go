package fleet

import (
	"slices"
	"testing"
	"time"

	"github.com/authconform/authconform/reports/reportstest/example"
)

// What neither passed nor failed is named: of each clause it is known what became of it.
func TestOpenNamesTheRest(t *testing.T) {
	t.Parallel()
	for name, r := range example.All() {
		r = r.Complete()
		m := Of("a", r, time.Hour)
		if m.Counts.Passed+len(m.Failed)+len(m.Open) != len(r.Results) || !slices.IsSorted(m.Open) {
			t.Errorf("%s: %d passed, failed %v, open %v: wanted %d together", name, m.Counts.Passed, m.Failed, m.Open, len(r.Results))
		}
	}
}

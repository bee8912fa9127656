package fleet

import (
	"bytes"
	"strings"
	"testing"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// A reader of the format reads what was written, and finds every target in every family.
func TestMetricsAreRead(t *testing.T) {
	t.Parallel()
	f := mixed()
	var b bytes.Buffer
	if err := WriteMetrics(&b, f); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(b.String(), "\n# EOF\n") {
		t.Error("it does not end as OpenMetrics does")
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(&b)
	if err != nil {
		t.Fatal(err)
	}
	perTarget := map[string]int{"authconform_verdict": 4, "authconform_clauses": 6}
	if len(families) != 8 {
		t.Errorf("%d families", len(families))
	}
	for name, family := range families {
		want := len(f.Members) * max(perTarget[name], 1)
		if name == "authconform_missing" {
			want = 1
		}
		if got := len(family.GetMetric()); got != want {
			t.Errorf("%s has %d samples, wanted %d", name, got, want)
		}
		if family.GetHelp() == "" || family.GetType().String() != "GAUGE" {
			t.Errorf("%s is %s: %q", name, family.GetType(), family.GetHelp())
		}
	}
}

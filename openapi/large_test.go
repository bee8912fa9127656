package openapi

import (
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/openapi/wire"
)

// A hostile answer of the largest size that is read costs no noticeable time, whatever it is made of.
func TestLargeAnswers(t *testing.T) {
	if testing.Short() {
		t.Skip("reads megabytes")
	}
	c := prioticket(t)
	const size = 1 << 20
	fill := func(before, unit, after string) string {
		return before + strings.Repeat(unit, (size-len(before)-len(after))/len(unit)) + after
	}
	for name, body := range map[string]string{
		"list of wrong items": fill(`{"error":"x","error_reference":"y","errors":[1`, ",1", "]}"),
		"member twice":        fill(`{`, `"a":1,`, `"b":1}`),
		"deep":                fill("", "[", ""),
		"long name":           fill(`{"`, "k", `":1}`),
		"long value":          fill(`{"error":"`, "k", `"}`),
		"invalid UTF-8":       fill(`{"error":"`, "\xFF", `"}`),
		"white space":         fill("", " ", ""),
		"escapes":             fill(`"`, `\ud800`, `"`),
	} {
		t.Run(name, func(t *testing.T) {
			for _, status := range []int{200, 400, 500} {
				started := time.Now()
				violations := c.CheckAnswer(jsonAnswer(status, body))
				violations = append(violations, wire.DuplicateMembers([]byte(body))...)
				if took := time.Since(started); took > 5*time.Second {
					t.Errorf("status %d took %v", status, took)
				}
				size := 0
				for _, v := range violations {
					size += len(v.Pointer) + len(v.Detail)
				}
				if len(violations) == 0 || size > 100_000 {
					t.Errorf("status %d: %d violations of %d characters", status, len(violations), size)
				}
			}
		})
	}
}

func BenchmarkCheckAnswer(b *testing.B) {
	c := prioticket(b)
	answer := jsonAnswer(200, goodToken)
	b.ReportAllocs()
	for b.Loop() {
		if len(c.CheckAnswer(answer)) > 0 {
			b.Fatal("a sound answer is refused")
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load("prioticket"); err != nil {
			b.Fatal(err)
		}
	}
}

package openapi

import (
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/wire"
)

// largeAnswers are hostile answers of a size.
func largeAnswers(size int) map[string]string {
	fill := func(before, unit, after string) string {
		return before + strings.Repeat(unit, (size-len(before)-len(after))/len(unit)) + after
	}
	return map[string]string{
		"list of wrong items": fill(`{"error":"x","error_reference":"y","errors":[1`, ",1", "]}"),
		"member twice":        fill(`{`, `"a":1,`, `"b":1}`),
		"deep":                fill("", "[", ""),
		"long name":           fill(`{"`, "k", `":1}`),
		"long value":          fill(`{"error":"`, "k", `"}`),
		"invalid UTF-8":       fill(`{"error":"`, "\xFF", `"}`),
		"white space":         fill("", " ", ""),
		"escapes":             fill(`"`, `\ud800`, `"`),
	}
}

// largest is the largest size that is read.
const largest = 1 << 20

// BenchmarkLargeAnswers takes no noticeable time, whatever an answer of the largest size is made of.
func BenchmarkLargeAnswers(b *testing.B) {
	c := prioticket(b)
	for name, body := range largeAnswers(largest) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				c.CheckAnswer(jsonAnswer(400, body))
				wire.DuplicateMembers([]byte(body))
			}
		})
	}
}

// What is wrong with a hostile answer is told, and briefly.
func TestLargeAnswers(t *testing.T) {
	if testing.Short() {
		t.Skip("reads megabytes")
	}
	c := prioticket(t)
	for name, body := range largeAnswers(largest) {
		t.Run(name, func(t *testing.T) {
			for _, status := range []int{200, 400, 500} {
				violations := c.CheckAnswer(jsonAnswer(status, body))
				violations = append(violations, wire.DuplicateMembers([]byte(body))...)
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

package redact

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMatchersGrow has a matcher learn patterns bit by bit: it finds what one finds that knew them from the start.
func TestMatchersGrow(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 7))
	word := func(longest int) string {
		text := make([]byte, 1+random.IntN(longest))
		for i := range text {
			text[i] = "aAbB+ -"[random.IntN(7)]
		}
		return string(text)
	}
	beside := 0
	for range 400 {
		var (
			patterns []pattern
			grown    *matcher
		)
		for range 1 + random.IntN(6) {
			for range 1 + random.IntN(fewFresh) {
				patterns = append(patterns, pattern{value: word(12), certain: random.IntN(3) > 0})
			}
			grown = grown.with(patterns)
			if grown.settled != nil {
				beside++
			}
		}
		atOnce := newMatcher(patterns)
		for range 20 {
			text := []byte(word(200))
			seen := map[bool][]string{}
			spans := map[bool][]span{}
			for of, m := range map[bool]*matcher{true: grown, false: atOnce} {
				spans[of] = m.find(text, func(p pattern) bool { return p.certain })
				m.find(text, func(p pattern) bool {
					seen[of] = append(seen[of], p.value)
					return false
				})
			}
			if diff := cmp.Diff(spans[false], spans[true], cmp.AllowUnexported(span{})); diff != "" {
				t.Fatalf("in %q (-at once +grown):\n%s", text, diff)
			}
			if diff := cmp.Diff(seen[false], seen[true]); diff != "" {
				t.Fatalf("in %q it is asked about (-at once +grown):\n%s", text, diff)
			}
			if one, other := grown.begun(text), atOnce.begun(text); one != other {
				t.Fatalf("%q ends in %d, wanted %d", text, one, other)
			}
			if grown.shortest != atOnce.shortest {
				t.Fatalf("the shortest has %d, wanted %d", grown.shortest, atOnce.shortest)
			}
		}
	}
	if beside < 100 {
		t.Errorf("%d of the matchers had settled patterns", beside)
	}
}

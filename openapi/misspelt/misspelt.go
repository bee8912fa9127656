package misspelt

import (
	"cmp"
	"slices"
	"strings"
)

// Meant names those of the names that a word probably means, the likeliest first, as half a sentence that ends in a
// space; "" when none is close.
func Meant(word string, names []string) string {
	const most = 3
	meant := alike(word, names)
	if name := Nearest(word, names); name != "" {
		meant = append([]string{name}, slices.DeleteFunc(meant, func(other string) bool { return other == name })...)
	}
	if len(meant) == 0 {
		return ""
	}
	return "did you mean " + strings.Join(meant[:min(most, len(meant))], " or ") + "? "
}

// Question ends a sentence with the name that is probably meant: ": did you mean it?"; "" when none is close.
func Question(word string, names []string) string {
	name := Nearest(word, names)
	if name == "" {
		return ""
	}
	return ": did you mean " + name + "?"
}

// Nearest gives the name that a misspelt one probably means, "" when none is close. The fewest slips win, at
// most one in four letters; then a name that is cut short or carried on ("environment", "url").
func Nearest(word string, names []string) string {
	word = strings.ToLower(strings.ReplaceAll(word, "_", "-"))
	best, least := "", len(word)
	for _, name := range names {
		if d := distance(word, name); d < least && d <= max(1, len(name)/4) {
			best, least = name, d
		}
	}
	if best != "" || len(word) < 3 {
		return best
	}
	for _, name := range names {
		cut := strings.HasPrefix(name, word) && !strings.HasPrefix(name, word+".") // what stands before a dot is a name of many
		if (cut || strings.HasPrefix(word, name) || strings.HasSuffix(name, "-"+word)) && (best == "" || len(name) > len(best) && strings.HasPrefix(word, name)) {
			best = name
		}
	}
	return best
}

// distance counts the letters to insert, drop, change or swap (optimal string alignment).
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := last[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(last[j]+1, row[j-1]+1, change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

// alike gives the names that are made of the same letters as a word, the most alike first.
func alike(word string, names []string) []string {
	const enough = 0.4
	var found []string
	likenesses := map[string]float64{}
	for _, name := range names {
		if likenesses[name] = likeness(word, name); likenesses[name] >= enough {
			found = append(found, name)
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return cmp.Compare(likenesses[b], likenesses[a]) })
	return found
}

// likeness is Dice's coefficient over pairs of letters: 1 for the same letters in the same order, 0 for no pair in
// common. Names here are made of words in varying order, which counting slips of the pen would hold against them.
func likeness(a, b string) float64 {
	pairs := map[string]int{}
	for i := range len(a) - 1 {
		pairs[a[i:i+2]]++
	}
	common := 0
	for i := range len(b) - 1 {
		if pair := b[i : i+2]; pairs[pair] > 0 {
			pairs[pair]--
			common++
		}
	}
	return float64(2*common) / float64(max(1, len(a)+len(b)-2))
}

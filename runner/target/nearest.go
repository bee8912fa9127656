package target

import "strings"

// nearest gives the name that a misspelt one probably means, "" when none is close. The fewest slips win, at
// most one in four letters; then a name that is cut short or carried on ("environment", "url").
func nearest(word string, names []string) string {
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
		alike := strings.HasPrefix(word, name) || strings.HasPrefix(name, word) || strings.HasSuffix(name, "-"+word)
		if alike && (best == "" || len(name) > len(best) && strings.HasPrefix(word, name)) {
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

package reports

import (
	"fmt"
	"strings"

	"github.com/authconform/authconform/reports/text"
)

// Spelt says what the run's id chose: which spellings of a question were asked, and how many were left to other runs. "" when
// nothing was left.
func (r Report) Spelt() string {
	var asked []string
	for _, s := range r.Spellings {
		asked = append(asked, s.Question+": "+strings.Join(s.Asked, " and "))
	}
	left := r.LeftSpellings()
	if left == "" {
		return ""
	}
	return fmt.Sprintf("Where a question has more spellings than a run may send, the run's id chose which was asked (%s). %s", strings.Join(asked, ", "), left)
}

// LeftSpellings says how many spellings were left to other runs, and how to have them asked; "" when none was. Every format
// for people tells it in these words.
func (r Report) LeftSpellings() string {
	left := 0
	for _, s := range r.Spellings {
		left += len(s.Left)
	}
	if left == 0 {
		return ""
	}
	return text.Plural(left, "spelling is", "spellings are") + " left to other runs (report.json; --profile full asks them)."
}

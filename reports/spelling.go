package reports

import (
	"fmt"
	"strings"

	"github.com/authconform/authconform/reports/text"
)

// Spelt is the sentence on what the run's id chose: which spellings of a question were asked, and how many were left to
// other runs. Every format tells it in these words; "" when nothing was left.
func (r Report) Spelt() string {
	var asked []string
	left := 0
	for _, s := range r.Spellings {
		asked = append(asked, s.Question+": "+strings.Join(s.Asked, " and "))
		left += len(s.Left)
	}
	if left == 0 {
		return ""
	}
	return fmt.Sprintf("Where a question has more spellings than a run may send, the run's id chose which was asked (%s); %s left to other runs: see spellings in report.json, or ask them with --profile full.",
		strings.Join(asked, ", "), text.Plural(left, "spelling is", "spellings are"))
}

package outline

import (
	"slices"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
)

// Card tells one thing in full, by one result: a finding by the first of its clauses (R40), or a result alone.
type Card struct {
	Result reports.Result
	// Others are the further clauses that the finding breaks; none of a result alone.
	Others []reports.Result
	// Finding is what the card tells; nil of a result that is none, such as a known deviation.
	Finding *reports.Finding
}

// Sentence is what the card tells, as a whole sentence.
func (c Card) Sentence() string {
	if c.Finding == nil {
		return c.Result.Sentence()
	}
	return text.Printable(strings.TrimSuffix(c.Finding.Sentence, ".") + ".")
}

// Name is the ID of the clause, and how many more there are.
func (c Card) Name() string {
	name := text.Printable(c.Result.ID)
	if n := len(c.Others); n > 0 {
		name += " and " + text.Plural(n, "more", "more")
	}
	return name
}

// OtherIDs are the IDs of the further clauses.
func (c Card) OtherIDs() []string {
	ids := make([]string, len(c.Others))
	for i, r := range c.Others {
		ids[i] = text.Printable(r.ID)
	}
	return ids
}

// Parts are those of the result, the clause among them where the sentence is not its own, then the further clauses, what
// decides and how to mend it.
func (c Card) Parts() []text.Part {
	parts := Parts(c.Result)
	if c.Finding == nil {
		return parts
	}
	var before, after []text.Part
	before = append(before, text.Part{Label: "promise", Text: c.Result.Sentence()})
	if len(c.Others) > 0 {
		ids := c.OtherIDs()
		if more := len(ids) - text.MaxListed; more > 0 {
			ids = append(ids[:text.MaxListed], text.Plural(more, "more", "more"))
		}
		after = append(after, text.Part{Label: "also", Text: strings.Join(ids, ", ")})
	}
	if e := c.Result.Explanation; e != nil && e.Ruling != "" {
		after = append(after, text.Part{Label: "ruling", Text: text.Printable(e.Ruling)})
	}
	if c.Finding.Mend != "" {
		after = append(after, text.Part{Label: "mend", Text: text.Printable(c.Finding.Mend)})
	}
	command := slices.IndexFunc(parts, func(p text.Part) bool { return p.Shell })
	if command < 0 {
		command = len(parts)
	}
	return slices.Concat(before, parts[:command], after, parts[command:])
}

// cardsOf are the findings whose first clause is chosen.
func cardsOf(r reports.Report, is func(reports.Result) bool) []Card {
	byID := map[string]reports.Result{}
	for _, x := range r.Results {
		byID[x.ID] = x
	}
	var cards []Card
	for i, f := range r.Findings {
		if !is(byID[f.Clauses[0]]) {
			continue
		}
		card := Card{Result: byID[f.Clauses[0]], Finding: &r.Findings[i]}
		for _, id := range f.Clauses[1:] {
			card.Others = append(card.Others, byID[id])
		}
		cards = append(cards, card)
	}
	return cards
}

// alone makes a card of each result.
func alone(results []reports.Result) []Card {
	cards := make([]Card, len(results))
	for i, r := range results {
		cards[i] = Card{Result: r}
	}
	return cards
}

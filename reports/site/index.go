package site

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/authconform/authconform/reports/page"
	"github.com/authconform/authconform/reports/text"
)

type indexPage struct {
	head
	Tone, Verdict string
	Missing       string
	Nights        string
	Ended         stamp
	Tables        []indexTable
	Areas         []string
	More          int
	States        []string
	Contracts     []string
	Clauses       []indexClause
	Others        int // clauses without a page
}

type indexTable struct {
	ID, Title, Said string
	Rows            []indexRow
}

type indexRow struct {
	Name, Contract, State, Tone string
	Until                       int64 // seconds since 1970; 0 where nothing expires
	Report                      string
	Asked                       stamp
	Age                         string
	Cells                       []indexCell
}

// indexCell is one target's area; Weight sorts it, the worst first. Age is "" where it is the row's.
type indexCell struct {
	Text, Tone, Age string
	Weight          int
}

type indexClause struct {
	says
	Failing, Ever int
}

// WriteIndex writes the first page: all targets by what became of each area, the worst first, and the clauses that they break.
func (s Site) WriteIndex(w io.Writer) error {
	latest := s.nights.latest
	v := indexPage{head: s.head("Targets", "."), Verdict: text.Printable(latest.Verdict()), Ended: stampOf(latest.Finished), More: s.more}
	v.Script, v.ScriptHash = page.Script(indexScript)
	v.Tone = map[int]string{0: "good", 3: "warn"}[latest.ExitCode()]
	if v.Tone == "" {
		v.Tone = "bad"
	}
	v.Nights = text.Plural(len(s.nights.from), "fleet", "fleets")
	for _, area := range s.areas {
		v.Areas = append(v.Areas, text.Printable(text.Bounded(area, maxWords)))
	}
	now := indexTable{ID: "Targets", Title: "Targets"}
	gone := indexTable{ID: "Gone", Title: "No longer asked", Said: "The latest fleet does not know them; an earlier one did."}
	for _, t := range s.targets {
		row := s.row(t)
		if t.gone {
			gone.Rows = append(gone.Rows, row)
		} else {
			now.Rows = append(now.Rows, row)
		}
		if row.Contract != "" && !slices.Contains(v.Contracts, row.Contract) && len(v.Contracts) < maxChoices {
			v.Contracts = append(v.Contracts, row.Contract)
		}
		if !slices.Contains(v.States, row.State) {
			v.States = append(v.States, row.State)
		}
	}
	slices.Sort(v.Contracts)
	v.Tables = append(v.Tables, now)
	if len(gone.Rows) > 0 {
		v.Tables = append(v.Tables, gone)
	}
	for _, c := range s.clauses {
		if s.pages[c.number] {
			v.Clauses = append(v.Clauses, indexClause{s.clauseOf(c.number), c.failing, len(c.rows)})
		} else {
			v.Others++
		}
	}
	return write(w, "index", v, indexTemplate)
}

// maxChoices is how many contracts a filter offers.
const maxChoices = 100

func (s Site) row(t *target) indexRow {
	row := indexRow{Name: t.name, Contract: t.contractInWords(), State: string(t.state), Tone: t.state.tone()}
	if len(t.runs) > 0 {
		row.Report, row.Asked, row.Age = link(t.last.Report, "."), stampOf(t.last.Started), s.age(t.last.Started)
	}
	if t.state.expires() {
		row.Until = t.last.ValidUntil.Unix()
	}
	for _, area := range s.areas {
		row.Cells = append(row.Cells, s.cell(t, area))
	}
	return row
}

// maxWords is how much of a name that others chose is shown, in bytes.
const maxWords = 60

func (h *history) contractInWords() string { return text.Printable(text.Bounded(h.contract, maxWords)) }

func (s Site) cell(t *target, area string) indexCell {
	c, there := t.cells[cellKey{t.contract, area}]
	if !there {
		return indexCell{}
	}
	told := indexCell{Weight: c.Failed*1_000_000 + c.Warned*1000 + c.Inconclusive}
	if !c.at.Equal(t.last.Started) {
		told.Age = s.age(c.at)
	}
	var parts []string
	add := func(n int, word, tone string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d\u00a0%s", n, word))
			if told.Tone == "" {
				told.Tone = tone
			}
		}
	}
	add(c.Failed, "failed", "bad")
	add(c.Known, "known", "warn")
	add(c.Warned, "warned", "warn")
	add(c.Inconclusive, "unclear", "warn")
	if len(parts) == 0 {
		add(c.Passed, "passed", "good")
	}
	if len(parts) == 0 {
		return indexCell{Text: "not\u00a0asked", Age: told.Age, Tone: "muted"}
	}
	told.Text = strings.Join(parts, ", ")
	return told
}

package site

import (
	"fmt"
	"io"
	"slices"
	"time"
)

type clausePage struct {
	head
	ID     string
	Tables []clauseTable
	More   int
}

type clauseTable struct {
	ID, Title string
	Rows      []clauseTold
}

type clauseTold struct {
	Target, Contract, Since, Last string
	Nights                        int
	Report                        string
}

// WriteClause writes the page of a clause: which targets break it, and which did.
func (s Site) WriteClause(w io.Writer, id string) error {
	i := slices.IndexFunc(s.clauses, func(c *clause) bool { return c.id == id })
	if i < 0 || !s.pages[s.clauses[i].number] {
		return fmt.Errorf("wanted a clause with a page, found %q", id)
	}
	c := s.clauses[i]
	v := clausePage{head: s.head(id, ".."), ID: id, More: max(len(c.rows)-maxClauseRows, 0)}
	now, once := clauseTable{ID: "Now", Title: "Targets that break it"}, clauseTable{ID: "Once", Title: "Targets that broke it, and do no more"}
	for _, row := range c.rows[:min(len(c.rows), maxClauseRows)] {
		t := row.target
		told := clauseTold{
			Target: t.name, Contract: t.contractInWords(), Since: t.runs[row.first].started.Format(time.DateOnly), Last: t.runs[row.last].started.Format(time.DateOnly),
			Nights: row.last - row.first + 1, Report: link(t.runs[row.last].report, ".."),
		}
		if row.now {
			now.Rows = append(now.Rows, told)
		} else {
			once.Rows = append(once.Rows, told)
		}
	}
	v.Tables = []clauseTable{now, once}
	return write(w, "clause", v, clauseTemplate)
}

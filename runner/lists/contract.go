package lists

import (
	"fmt"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites"
)

// ContradictionRow is a point on which sources disagree or fall silent.
type ContradictionRow struct {
	About  string       `json:"about"`
	Ruling string       `json:"ruling"`
	Says   []SourceSays `json:"says"`
}

// SourceSays is what one source says.
type SourceSays struct {
	Source string `json:"source"`
	Text   string `json:"text"`
}

func contradictions(contract *openapi.Contract) (Listing, error) {
	var l Listing
	for _, c := range contract.Facts.Contradictions {
		row := ContradictionRow{About: c.About, Ruling: fmt.Sprintf("R%d", c.Ruling)}
		lines := []string{c.About + " (" + row.Ruling + ")"}
		for _, said := range c.Says {
			source := contract.Facts.Sources[said.Source]
			if said.Source == facts.DocumentSource {
				source = "OpenAPI document"
			}
			row.Says = append(row.Says, SourceSays{source, said.Text})
			lines = append(lines, "  "+source+": "+said.Text+".")
		}
		l.row(row, strings.Join(lines, "\n")+"\n")
	}
	return l, nil
}

// FeatureRow is what a contract may have.
type FeatureRow struct {
	Feature facts.Feature `json:"feature"`
	Has     bool          `json:"has"`
	Meaning string        `json:"meaning"` // completes "The contract …"
	Fact    string        `json:"fact"`    // what the facts say for it
}

func features(contract *openapi.Contract) (Listing, error) {
	var l Listing
	for _, f := range facts.Features() {
		has := "no"
		for _, operation := range contract.Operations() {
			switch yes := operation.Facts.Has(f.Feature); {
			case yes && operation.Operation == "":
				has = "yes"
			case yes && has == "no":
				has = "yes: " + operation.Operation
			case yes:
				has += ", " + operation.Operation
			}
		}
		l.row(FeatureRow{f.Feature, has != "no", f.Meaning, f.Fact}, fmt.Sprint(f.Feature), has, "The contract "+f.Meaning+".", f.Fact)
	}
	return l, nil
}

// rulings are those of every contract.
func rulings(Role, string) (Listing, error) {
	var l Listing
	for _, r := range suites.Rulings() {
		l.row(r, fmt.Sprint(r.Number), r.Title, r.Short)
	}
	return l, nil
}

// ContractRow is a contract that is built in.
type ContractRow struct {
	Name         string   `json:"name"`
	Title        string   `json:"title"`
	Version      string   `json:"version"`
	Digest       string   `json:"digest"`
	Environments []string `json:"environments"`
}

func contracts(Role, string) (Listing, error) {
	var l Listing
	for _, name := range openapi.Names() {
		c, err := openapi.Load(name)
		if err != nil {
			return Listing{}, err
		}
		l.row(ContractRow{c.Name, c.Title, c.Version, c.Digest, orNone(c.Environments())}, name, c.Title)
	}
	return l, nil
}

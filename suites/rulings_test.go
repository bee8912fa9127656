package suites

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/clause"
)

// Every ruling says all that there is to say of it, in the order of the numbers.
func TestRulingsAreWhole(t *testing.T) {
	last := clause.Ruling(0)
	for _, r := range Rulings() {
		if r.Number <= last {
			t.Errorf("%s stands after %s", r.Number, last)
		}
		last = r.Number
		if r.Title == "" || len(r.Decided) == 0 {
			t.Errorf("%s has no title, or decides nothing", r.Number)
		}
		mine, err := openapi.Load("../openapi/testdata/shop.yaml")
		if err != nil {
			t.Fatal(err)
		}
		other, _ := RulingFor(mine, r.Number)
		for _, text := range slices.Concat([]string{r.Short, r.Sources, r.Why, other.Short, other.Sources, other.Why}, r.Decided, other.Decided) {
			if strings.TrimSpace(text) != text || !strings.HasSuffix(text, ".") || strings.ContainsAny(text, "\n\t") {
				t.Errorf("%s: wanted whole sentences on one line, found %q", r.Number, text)
			}
		}
	}
	mine, err := openapi.Load("prioticket")
	if err != nil {
		t.Fatal(err)
	}
	if _, found := RulingOf(99); found || RulingText(mine, 0) != "" || !strings.HasPrefix(RulingText(mine, 9), "R9: Each wrong request") {
		t.Errorf("R99 is found: %t; R0 is told as %q and R9 as %q", found, RulingText(mine, 0), RulingText(mine, 9))
	}
}

// Whatever is cited is there, and whatever is there is cited: by a clause, a note or a contradiction, or in the words of
// the code.
func TestEveryCitationResolvesAndEveryRulingIsCited(t *testing.T) {
	cited := citedByData(t)
	for number, place := range citedInWords(t) {
		cited[number] = place
	}
	for number, place := range cited {
		if _, ok := RulingOf(number); !ok {
			t.Errorf("%s cites %s, which suites/rulings.yaml does not have", place, number)
		}
	}
	for _, r := range Rulings() {
		if cited[r.Number] == "" {
			t.Errorf("nothing cites %s", r.Number)
		}
	}
}

// A clause is decided by a ruling because its contract's sources leave something open: a contradiction says what.
func TestEveryRulingOfAContractDecidesAPoint(t *testing.T) {
	for _, name := range openapi.Names() {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		decided := map[clause.Ruling]bool{2: true, 5: true, 11: true, 26: true} // these say how a suite behaves
		for _, point := range contract.Facts.Contradictions {
			decided[clause.Ruling(point.Ruling)] = true
		}
		clauses, err := Catalogue(contract)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range clauses {
			if !decided[c.Ruling] {
				t.Errorf("%s: %s rests on %s, and no contradiction names it", name, c.ID, c.Ruling)
			}
		}
	}
}

func citedByData(t *testing.T) map[clause.Ruling]string {
	t.Helper()
	cited := map[clause.Ruling]string{}
	for _, name := range openapi.Names() {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, point := range contract.Facts.Contradictions {
			cited[clause.Ruling(point.Ruling)] = name + ": " + point.About
		}
		for _, n := range Notes(contract) {
			cited[n.Ruling] = "note " + n.ID
		}
	}
	for _, c := range builtIn(t) {
		if c.Ruling == 0 {
			t.Errorf("clause %s cites no ruling", c.ID)
		}
		cited[c.Ruling] = "clause " + c.ID
	}
	return cited
}

var citation = regexp.MustCompile(`\b(?:R|[Rr]ulings? )([0-9]{1,3})\b`)

// citedInWords reads the module's own code and data.
func citedInWords(t *testing.T) map[clause.Ruling]string {
	t.Helper()
	cited := map[clause.Ruling]string{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && path != ".." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata") {
			return filepath.SkipDir
		}
		name := entry.Name()
		if !slices.Contains([]string{".go", ".yaml"}, filepath.Ext(name)) || strings.HasPrefix(name, "rulings") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, found := range citation.FindAllSubmatch(text, -1) {
			number, err := strconv.Atoi(string(found[1]))
			if err != nil {
				return err
			}
			cited[clause.Ruling(number)] = path
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return cited
}

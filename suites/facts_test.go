package suites

import (
	"strconv"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
)

// What facts say of clauses and rulings has to be there: who misspells it learns of it, with the line.
func TestFactsNameClausesAndRulingsThatThereAre(t *testing.T) {
	starter, err := openapi.NewStarter("mine", "password")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ from, to, want string }{
		{"  token.valid.accepted:", "  token.vaild.accepted:", "clause-sources.token.vaild.accepted: wanted the ID of a clause, found one that none has: did you mean token.valid.accepted"},
		{"    ruling: 21", "    ruling: 99", "contradictions[0].ruling: wanted the number of a ruling, found 99, which is none: see authconform list rulings"},
		{"resource: rfc6750", "resource: none", ""}, // its sources speak of clauses that other contracts have
	} {
		before, _, found := strings.Cut(string(starter.Facts), row.from)
		if !found {
			t.Fatalf("the starter has no %q", row.from)
		}
		contract, err := openapi.Parse(starter.DocumentFile, starter.Document, []byte(strings.Replace(string(starter.Facts), row.from, row.to, 1)))
		if err != nil {
			t.Fatal(err)
		}
		_, err = Catalogue(contract)
		line := "mine.authconform.yaml:" + strconv.Itoa(strings.Count(before, "\n")+1) + ": "
		switch {
		case row.want == "" && err != nil:
			t.Errorf("%s: %v", row.to, err)
		case row.want != "" && (err == nil || !strings.Contains(err.Error(), line+row.want)):
			t.Errorf("%s: found %v, wanted %s%s", row.to, err, line, row.want)
		}
	}
}

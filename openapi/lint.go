package openapi

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/authconform/authconform/openapi/positioned"
	"github.com/getkin/kin-openapi/openapi3"
)

// Remark is something to say of one of a contract's files: a mistake, or what is probably not meant.
type Remark struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"` // 0 where it is about the file as a whole
	Text string `json:"text"`
}

// String begins with the place, as compilers have it.
func (r Remark) String() string {
	if r.File == "" {
		return r.Text
	}
	return positioned.At(r.File, r.Line) + ": " + r.Text
}

// Lint reads the two files of a contract as Load does, and tells every mistake at once: what keeps it from being loaded, and
// what keeps the suite from writing its requests. The contract is nil where it could not be read. The error is that there
// are no such files.
func Lint(ref string) (c *Contract, mistakes []Remark, err error) {
	t, err := readTexts(ref)
	if err != nil {
		return nil, nil, err
	}
	c, mistakes = lint(t.name, t.document, t.beside)
	return c, mistakes, nil
}

// LintTexts is Lint for two texts.
func LintTexts(name string, document, beside []byte) []Remark {
	_, mistakes := lint(name, document, beside)
	return mistakes
}

func lint(name string, document, beside []byte) (*Contract, []Remark) {
	c, errs := parseAll(name, document, beside)
	if c != nil {
		for _, operation := range c.Operations() {
			errs = append(errs, flat(operation.Askable())...)
		}
	}
	return c, Remarks(errs...)
}

var placed = regexp.MustCompile(`^([^:\n]+?\.(?:ya?ml|json|YAML|YML|JSON))(?::(\d+))?: `)

// Remarks makes remarks of errors of this package, one of each single error, in the order of their places. Each begins with
// the file and, where it is known, the line.
func Remarks(errs ...error) []Remark {
	var all []Remark
	for _, joined := range errs {
		for _, err := range flat(joined) {
			var r Remark
			r.Text = strings.Join(strings.Fields(err.Error()), " ")
			if found := placed.FindStringSubmatch(r.Text); found != nil {
				r.File, r.Text = found[1], r.Text[len(found[0]):]
				r.Line, _ = strconv.Atoi(found[2]) // digits, or nothing
			}
			all = append(all, r)
		}
	}
	return Ordered(all)
}

// Ordered puts remarks in the order of their places, each once.
func Ordered(lists ...[]Remark) []Remark {
	var all []Remark
	for _, r := range slices.Concat(lists...) {
		if !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, func(a, b Remark) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) })
	return all
}

// Suggestions tells what of a contract is probably not meant as it stands there, though nothing is wrong with it.
func (c *Contract) Suggestions() []Remark {
	var all []Remark
	for _, operation := range c.Operations() {
		s := &suggestions{c: operation}
		s.schemas()
		s.answers()
		s.servers()
		s.facts()
		all = append(all, s.all...)
	}
	return Ordered(all)
}

// ReadDocument reads an OpenAPI document for those who look for what is in it. The name is its own in errors.
func ReadDocument(name string, text []byte) (*openapi3.T, error) { return parseDocument(name, text) }

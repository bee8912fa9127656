package drafts

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// operations writes a list of token operations, each with all that is to say of it.
func (w *writer) operations(chosen []Candidate) {
	w.comment("Several operations issue tokens: each is asked and judged by itself, in one run. What all of them have in common may as well stand above")
	w.comment("this list, once; a key in it takes the place of the one above as a whole.")
	w.line("operations:")
	for _, c := range chosen {
		own := &writer{doc: w.doc, c: c}
		own.named()
		own.operation()
		w.under(own.out.String())
		for _, text := range own.guessed {
			if text != own.guessed[0] { // which begins with its name
				text = c.Name() + ": " + text
			}
			w.guessed = append(w.guessed, text)
		}
		for _, text := range own.unknown {
			w.unknown = append(w.unknown, c.Name()+": "+text)
		}
		if address(c.servers(w.doc)) != address(chosen[0].servers(w.doc)) {
			w.unknown = append(w.unknown, c.Name()+": how to ask it: its servers are others than those of "+chosen[0].Name()+", and a run asks all operations at one address")
		}
	}
}

// address is what servers have for their addresses.
func address(servers openapi3.Servers) string {
	var all []string
	for _, s := range servers {
		all = append(all, s.URL)
	}
	return strings.Join(all, " ")
}

// under writes what is said of an operation as an item of a list.
func (w *writer) under(text string) {
	begun := false
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		switch {
		case line == "":
			w.line("")
		case begun:
			w.line("    %s", line)
		case strings.HasPrefix(line, "#"):
			w.line("  %s", line)
		default:
			begun = true
			w.line("  - %s", line)
		}
	}
	w.line("")
}

package baseline

import (
	"bytes"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/openapi/positioned"
)

// book is a baseline file to which entries are added, read no further than that needs: an entry may lack its reason still.
type book struct {
	name   string
	data   []byte
	list   *yaml.Node // the entries; nil where there is no list yet
	empty  bool       // the list is written as [], and has to be opened
	indent int        // of the entries, in blanks
	listed map[string]bool
}

// usualIndent is that of the entries of a list that is begun.
const usualIndent = 2

// CheckMerge says why nothing can be added to a file; data is nil where there is none.
func CheckMerge(name string, data []byte) error {
	_, err := readBook(name, data)
	return err
}

func readBook(name string, data []byte) (book, error) {
	b := book{name: name, data: data, indent: usualIndent, listed: map[string]bool{}}
	if len(data) == 0 {
		return b, nil
	}
	root, err := parseBaseline(name, data)
	switch {
	case root == nil && len(data) <= MaxBaseline && isComment(data):
		return b, nil // comments alone
	case err != nil:
		return b, err
	case root.Kind != yaml.MappingNode || root.Style&yaml.FlowStyle != 0 || len(root.Content) != 2 || root.Content[0].Value != "known":
		return b, b.refused(root.Line, "wanted a baseline, which is a list of entries under known and nothing else")
	}
	list := root.Content[1]
	switch {
	case positioned.Unsupported(list) != "":
		return b, b.refused(list.Line, positioned.Unsupported(list))
	case list.Kind == yaml.ScalarNode && list.ShortTag() == "!!null":
		return b, b.unlisted(root.Content[0].Line, list.Value)
	case list.Kind != yaml.SequenceNode:
		return b, b.refused(list.Line, "wanted a list of entries under known, found "+positioned.Kind(list))
	}
	b.list = list
	return b, b.entries()
}

// unlisted takes a known without a value for an empty list; one that is written out (null, ~) stands in the way of entries.
func (b *book) unlisted(line int, value string) error {
	if value != "" {
		return b.refused(line, "wanted a list of entries under known, found nothing: write known: []")
	}
	b.list = &yaml.Node{Kind: yaml.SequenceNode}
	return nil
}

// entries notes which clauses are listed.
func (b *book) entries() error {
	if b.list.Style&yaml.FlowStyle != 0 {
		b.empty = len(b.list.Content) == 0
		if !b.empty {
			return b.refused(b.list.Line, "the list is written in [ ], to which nothing can be added: write each entry on lines of its own, after a -")
		}
		return nil
	}
	b.indent = b.list.Column - 1
	for _, entry := range b.list.Content {
		id := ""
		if entry.Kind == yaml.MappingNode {
			for i := 0; i+1 < len(entry.Content); i += 2 {
				if entry.Content[i].Value == "clause" && entry.Content[i+1].Kind == yaml.ScalarNode {
					id = entry.Content[i+1].Value
				}
			}
		}
		if id == "" {
			return b.refused(entry.Line, "the entry names no clause")
		}
		b.listed[id] = true
	}
	return nil
}

func (b *book) refused(line int, why string) error {
	return joinSlips(b.name, []slip{{line: line, text: why + "; nothing is added to the file, give --write-baseline another one"}})
}

// opened gives the file's text, ready for an entry at its end where one is to come.
func (b book) opened(grows bool) []byte {
	data := slices.Clone(b.data)
	if b.empty && grows {
		lines := bytes.SplitAfter(data, []byte("\n"))
		line := lines[b.list.Line-1]
		if from := bytes.IndexByte(line, '['); from >= 0 {
			if to := bytes.IndexByte(line[from:], ']'); to >= 0 { // else it does not survive, and is refused
				lines[b.list.Line-1] = slices.Concat(bytes.TrimRight(line[:from], " \t"), line[from+to+1:])
			}
		}
		data = bytes.Join(lines, nil)
	}
	if !bytes.HasSuffix(data, []byte("\n")) {
		data = append(data, '\n')
	}
	return data
}

// survives holds what is to be written against what people wrote: every entry is there as it was, and before those that were
// added.
func (b book) survives(merged []byte, added int) error {
	again, err := readBook(b.name, merged)
	var was, is []*yaml.Node
	if b.list != nil {
		was = b.list.Content
	}
	if err == nil && again.list != nil {
		is = again.list.Content
	}
	if err != nil || len(is) != len(was)+added || !slices.EqualFunc(was, is[:min(len(was), len(is))], sameNode) {
		return b.refused(0, fmt.Sprintf("%d entries cannot be added at its end without touching others", added))
	}
	return nil
}

func sameNode(a, b *yaml.Node) bool {
	return a.Kind == b.Kind && a.Value == b.Value && a.Tag == b.Tag && a.HeadComment == b.HeadComment && slices.EqualFunc(a.Content, b.Content, sameNode)
}

// isComment says that there is nothing else on any line.
func isComment(data []byte) bool {
	for line := range bytes.Lines(data) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return false
		}
	}
	return true
}

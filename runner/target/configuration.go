package target

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/openapi/positioned"
)

// maxProblems bounds what is told about one file: whoever has more of them has given the wrong file.
const maxProblems = 20

// maxItems is how long a list may be, as the schema has it, too.
const maxItems = 1000

// configuration is a configuration file whose keys and types are right.
type configuration struct {
	name    string // as the user knows the file
	dir     string
	entries map[string]entry
	doubt   string // why the file is not its user's own word, "" where it is
}

// entry is one setting in the file.
type entry struct {
	line  int
	texts []string
}

// mistake is a problem at a line.
type mistake struct {
	line      int
	key, text string
}

func (c configuration) at(line int, key string) string {
	where := c.name + ":" + strconv.Itoa(line)
	if key != "" {
		where += ": " + key
	}
	return where
}

// parseConfiguration reads a flat mapping of flag names to values and holds it against the schema. All
// mistakes are told at once, by line; none repeats a value.
func parseConfiguration(name string, data []byte) (configuration, error) {
	root, err := parseYAML(configuration{name: name}, data)
	if err != nil || root == nil {
		return configuration{name: name, entries: map[string]entry{}}, err
	}
	return configurationOf(name, root)
}

// configurationOf reads the settings of a mapping in a file.
func configurationOf(name string, root *yaml.Node) (configuration, error) {
	c := configuration{name: name, entries: map[string]entry{}}
	if root.Kind != yaml.MappingNode {
		return c, problemf(c.at(root.Line, ""), "wanted settings such as \"env: staging\", found %s", positioned.Kind(root))
	}
	values, mistakes := c.collect(root)
	faults, err := held(values)
	if err != nil {
		return c, err
	}
	for _, f := range faults {
		mistakes = append(mistakes, c.locate(f, root))
	}
	for _, f := range faults {
		delete(c.entries, f.key) // told once is enough
	}
	return c, c.report(mistakes)
}

// collect takes the entries of the mapping, and gives their values as the schema is held against them.
func (c configuration) collect(root *yaml.Node) (map[string]any, []mistake) {
	values := map[string]any{}
	var mistakes []mistake
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, node := root.Content[i], root.Content[i+1]
		if text := unsupported(key, node); text != "" {
			mistakes = append(mistakes, mistake{key.Line, shown(key), text})
			continue
		}
		if first, twice := c.entries[key.Value]; twice {
			mistakes = append(mistakes, mistake{key.Line, shown(key), fmt.Sprintf("is given twice, first in line %d: keep one", first.line)})
			continue
		}
		if n := len(node.Content); node.Kind == yaml.SequenceNode && n > maxItems { // the schema's validator would keep a reason for each
			mistakes = append(mistakes, mistake{key.Line, shown(key), fmt.Sprintf("wanted at most %d items, found %d", maxItems, n)})
			continue
		}
		c.entries[key.Value] = entry{line: key.Line, texts: texts(node)}
		values[key.Value] = plain(node, 1)
	}
	return values, mistakes
}

// locate finds the line of what the schema refuses.
func (c configuration) locate(f fault, root *yaml.Node) mistake {
	m := mistake{line: c.entries[f.key].line, text: f.text}
	if isName(f.key) {
		m.key = f.key
	}
	if f.item < 0 {
		return m
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == f.key && f.item < len(root.Content[i+1].Content) {
			m.line = root.Content[i+1].Content[f.item].Line
			break
		}
	}
	return m
}

func (c configuration) report(mistakes []mistake) error {
	slices.SortFunc(mistakes, func(a, b mistake) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.key, b.key), cmp.Compare(a.text, b.text))
	})
	var problems []error
	for i, m := range mistakes {
		if i == maxProblems {
			problems = append(problems, problemf(c.name, "holds %d more mistakes", len(mistakes)-i))
			break
		}
		problems = append(problems, problemf(c.at(m.line, m.key), "%s", m.text))
	}
	return errors.Join(problems...)
}

// Entry gives the options of one target among several in a file: the settings of its mapping, over those of the defaults. Either may
// be nil. Settings are named, held against their schema and told of with their lines as those of a configuration file are;
// relative paths are relative to dir. Variables are those that getenv gives: whoever calls decides which of them a target gets
// to see. All problems are told at once, each an ErrConfiguration, and none repeats a value.
func Entry(file, dir string, defaults, settings *yaml.Node, getenv func(string) (string, bool)) (*Options, error) {
	o := Bind(pflag.NewFlagSet(file, pflag.ContinueOnError))
	o.getenv, o.given, o.Config = getenv, map[string][]origin{}, file
	all := configuration{name: file, dir: dir, entries: map[string]entry{}}
	var problems []error
	for _, node := range []*yaml.Node{defaults, settings} {
		if node == nil {
			continue
		}
		said, err := configurationOf(file, node)
		problems = append(problems, err)
		maps.Copy(all.entries, said.entries)
	}
	for _, s := range o.settings() {
		problems = append(problems, o.takeVariable(s, dir), o.takeEntry(s, all))
	}
	return o, errors.Join(problems...)
}

// Variables are the names of all variables that give a setting or a credential.
func Variables() []string { return Bind(pflag.NewFlagSet("", pflag.ContinueOnError)).variables() }

package target

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

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
	several bool   // it is about several targets, each with variables of its own
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
	return configuration{name: name, entries: map[string]entry{}}.with(root)
}

// with gives the configuration with the settings of a mapping.
func (c configuration) with(root *yaml.Node) (configuration, error) {
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
	if meant, kind := credentialNamed(f.key); c.several && kind != "" && isSecret(f.key) == f.text {
		m.text = kind + " do not stand in the file: " + meant.named()
	}
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

// Entries is a file that speaks of several targets, each with settings and variables of its own.
type Entries struct {
	name, dir string
	piped     string // the setting for which standard input was read: one secret of all of them comes from there
	withheld  map[string]bool
}

// EntriesOf gives what a file's entries have in common: how it is told of, and the directory that relative paths are relative to.
func EntriesOf(name, dir string) *Entries {
	return &Entries{name: name, dir: dir, withheld: map[string]bool{}}
}

// Withhold says that a variable holds a credential of one of the targets: no other gets to see it, and no command does.
func (e *Entries) Withhold(name string) { e.withheld[name] = true }

// Withholds says whether it was said of a variable.
func (e *Entries) Withholds(name string) bool { return e.withheld[name] }

// Withheld are the variables that commands of the user's do not get to see, sorted: those that hold credentials of one of several targets.
func (o *Options) Withheld() []string {
	if o.entries == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(o.entries.withheld))
}

// Options gives the options of one target: the settings of its mapping, over those of the defaults. Either may be nil. Settings are
// named, held against their schema and told of with their lines as those of a configuration file are. Variables are those
// that getenv gives: whoever calls decides which of them a target gets to see, and says by named what those are called that it
// stands for ours. All problems are told at once, each an
// ErrConfiguration, and none repeats a value.
func (e *Entries) Options(defaults, settings *yaml.Node, named map[string]string, getenv func(string) (string, bool)) (*Options, error) {
	o := Bind(pflag.NewFlagSet(e.name, pflag.ContinueOnError))
	o.getenv, o.given, o.Config, o.workdir, o.entries, o.theirs = getenv, map[string][]origin{}, e.name, e.dir, e, named
	all := configuration{name: e.name, dir: e.dir, entries: map[string]entry{}}
	var problems []error
	for _, node := range []*yaml.Node{defaults, settings} {
		if node == nil {
			continue
		}
		said, err := configuration{name: e.name, entries: map[string]entry{}, several: true}.with(node)
		problems = append(problems, err)
		maps.Copy(all.entries, said.entries)
	}
	for _, s := range o.settings() {
		problems = append(problems, o.takeVariable(s, e.dir), o.takeEntry(s, all))
	}
	return o, errors.Join(problems...)
}

// Variables are the names of all variables that give a setting or a credential.
func Variables() []string { return new(Options).variables() }

// Subject is what a setting, or the variable of one, is about: two of one subject say the same, and one of them may stand in the
// place of the other. Who is asked is one subject, in whichever way it is said, and a credential is, whether it is given
// itself or by its file.
func Subject(name string) string {
	name = strings.TrimPrefix(name, variablePrefix)
	name = strings.TrimSuffix(strings.ReplaceAll(strings.ToLower(name), "_", "-"), "-file")
	if slices.Contains([]string{environmentFlag, baseURLFlag, embeddedFlag}, name) {
		return "who is asked"
	}
	return name
}

// SettingOf is the name of the setting that a variable gives; "" where it holds a credential, or is none of ours.
func SettingOf(name string) string {
	at := slices.IndexFunc(settingNames(), func(s string) bool { return variable(s) == name })
	if at < 0 {
		return ""
	}
	return settingNames()[at]
}

// settingNames are what all settings are called, told once: a fleet asks for them with each name that it has.
var settingNames = sync.OnceValue(func() []string {
	var names []string
	for _, s := range new(Options).settings() {
		names = append(names, s.name)
	}
	return names
})

package target

import (
	"errors"
	"maps"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
)

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

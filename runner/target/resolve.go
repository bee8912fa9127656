package target

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// layer says who gave a setting; the higher one counts.
type layer int

const (
	byDefault layer = iota
	byFile
	byEnvironment
	byFlag
)

// origin is one place where a setting was given.
type origin struct {
	layer layer
	where string // as a reader finds it: "--env", "AUTHCONFORM_ENV", "authconform.yaml:3: env"
}

// Resolve completes what the flags of fs left open from the environment and from the configuration file: the
// one that is named, or authconform.yaml in workdir where there is one. Settings whose flag is not in fs keep
// their defaults. Relative paths are relative to workdir, and those in the file to the file; "." for workdir
// leaves them as they were written. An empty value is an error in every layer. All problems are reported at
// once, each an ErrConfiguration, and none repeats a value. It is called once.
func (o *Options) Resolve(fs *pflag.FlagSet, getenv func(string) (string, bool), workdir string) error {
	o.getenv, o.given, o.workdir = getenv, map[string][]origin{}, workdir
	settings := slices.DeleteFunc(o.settings(), func(s setting) bool { return fs.Lookup(s.name) == nil })
	var problems []error
	for _, s := range settings {
		problems = append(problems, o.takeFlag(s, workdir))
		problems = append(problems, o.takeVariable(s, workdir))
	}
	if errors.Join(problems...) != nil && o.layer(configFlag) > byDefault && o.Config == "" {
		return errors.Join(problems...) // which file was meant is not known
	}
	file, err := o.readFile(workdir)
	problems = append(problems, err)
	for _, s := range settings {
		problems = append(problems, o.takeEntry(s, file))
	}
	problems = append(problems, o.variablesLeft()...)
	return errors.Join(problems...)
}

func (o *Options) takeFlag(s setting, workdir string) error {
	flag, ok := o.flags[s.name]
	if !ok || !flag.isSet {
		return nil
	}
	o.give(s.name, origin{byFlag, "--" + s.name})
	rebase(s, workdir)
	if s.once && flag.times > 1 { // the last one would win, and the first may have been meant
		return problemf("--"+s.name, "is given twice: keep one")
	}
	return nil
}

func (o *Options) takeVariable(s setting, workdir string) error {
	name := variable(s.name)
	text, ok := o.getenv(name)
	if !ok || !o.give(s.name, origin{byEnvironment, name}) {
		return nil
	}
	if err := assign(s.into, s.items(text)); err != nil {
		return because(err, name, "%v", err)
	}
	rebase(s, workdir)
	return nil
}

// items takes a variable's text apart where it stands for a list.
func (s setting) items(text string) []string {
	if _, list := s.into.(*[]string); !list {
		return []string{text}
	}
	separator := ","
	if s.lines {
		separator, text = "\n", strings.TrimSpace(text)
	}
	texts := strings.Split(text, separator)
	for i := range texts {
		texts[i] = strings.TrimSpace(texts[i])
	}
	return texts
}

func (o *Options) takeEntry(s setting, file configuration) error {
	e, ok := file.entries[s.name]
	if !ok || !o.give(s.name, origin{byFile, file.at(e.line, s.name)}) {
		return nil
	}
	if s.grave && file.doubt != "" {
		return problemf(file.at(e.line, s.name), "is not taken from a file that nobody named and that %s: look at it, and give --config %s",
			file.doubt, file.name)
	}
	if err := assign(s.into, e.texts); err != nil {
		return because(err, file.at(e.line, s.name), "%v", err)
	}
	rebase(s, file.dir)
	return nil
}

// give records an origin, and tells whether it is the one that counts.
func (o *Options) give(name string, from origin) bool {
	o.given[name] = append(o.given[name], from)
	return len(o.given[name]) == 1
}

// layer tells which layer a setting was taken from.
func (o *Options) layer(name string) layer {
	if from := o.given[name]; len(from) > 0 {
		return from[0].layer
	}
	return byDefault
}

// where tells where the user can mend a setting.
func (o *Options) where(name string) string {
	if from := o.given[name]; len(from) > 0 {
		return from[0].where
	}
	return "--" + name
}

// rebase makes a relative path relative to the place where it was written.
func rebase(s setting, dir string) {
	path, ok := s.into.(*string)
	if !ok || !s.path || dir == "" || dir == "." || filepath.IsAbs(*path) {
		return
	}
	if s.name == contractFlag && !strings.ContainsAny(*path, `./\`) {
		return // a contract's name, not the file of a document
	}
	if s.name == outFlag && *path == NoReports || *path == standardInput {
		return
	}
	*path = filepath.Join(dir, *path)
}

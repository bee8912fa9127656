package target

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/authconform/authconform/suites/probe"
)

// credential is one text that is not to be shown, and how it is given: by a variable that holds it, or by a
// setting that names its file.
type credential struct {
	name  string // of the variable; the setting's ends with -file
	what  string // as errors call it
	usage string // as the usage text calls it
	file  *string
}

func (c credential) variable() string { return variable(c.name) }

func (c credential) flag() string { return c.name + "-file" }

func (c credential) setting() setting {
	return setting{
		name: c.flag(), into: c.file, grave: true, path: true, aims: true, // any file of the user's would be sent as one
		usage: "`FILE` that holds " + c.usage + " (or set " + c.variable() + ")",
	}
}

func (o *Options) missing(c credential) error {
	if o.entries != nil {
		return problemf(c.variable(), "the %s is missing: %s", c.what, c.named())
	}
	return problemf(c.variable(), "the %s is missing: set this variable, or name a file that holds it with --%s (in %s: %s)",
		c.what, c.flag(), defaultConfig, c.flag())
}

// named says how a credential is given to one target of several.
func (c credential) named() string {
	return "name the variable that holds it (variables: {" + c.variable() + ": …}), or a file with " + c.flag()
}

// given is a credential as it was found, and where it came from.
type given struct {
	text, where string
	place       string // as a sentence names it after the run has begun: the variable, or the file
	found       bool   // also when there is a problem with it
	problem     error
}

// find reads a credential. The layers count as for every setting; a variable that holds the value and one that
// names a file for it are of the same layer, and contradict each other.
func (o *Options) find(c credential) given {
	value, set := "", false
	if o.getenv != nil {
		value, set = o.getenv(c.variable())
	}
	called := cmp.Or(o.theirs[c.variable()], c.variable())
	g := given{text: value, where: called, found: true, place: called}
	switch {
	case set && *c.file != "" && o.layer(c.flag()) == byEnvironment:
		return given{found: true, problem: problemf(c.variable(), "contradicts %s: give one of them", o.where(c.flag()))}
	case *c.file != "" && (!set || o.layer(c.flag()) == byFlag):
		return o.findFile(c)
	case !set:
		return given{}
	}
	if fault := credentialFault(value); fault != "" {
		g.problem = problemf(called, "the %s %s", c.what, fault)
	}
	return g
}

func (o *Options) findFile(c credential) given {
	g := given{where: o.where(c.flag()), found: true, place: placeOf(c, *c.file)}
	data, err := o.readSecret(*c.file, g.where)
	if err != nil {
		g.problem = because(err, g.where, "cannot read the file of the %s: %v", c.what, err)
		return g
	}
	g.text = strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	if fault := credentialFault(g.text); fault != "" {
		g.problem = problemf(g.where, "the %s in the file %s", c.what, fault)
	}
	return g
}

// credentialFault says why a value cannot be a credential, without the value.
func credentialFault(value string) string {
	switch {
	case strings.TrimSpace(value) == "":
		return "is empty"
	case len(value) > maxSecret:
		return fmt.Sprintf("is longer than %d KiB", maxSecret>>10)
	case !utf8.ValidString(value):
		return "is not UTF-8 text"
	case strings.HasPrefix(value, "\ufeff"):
		return "begins with a byte order mark: save it without one"
	case strings.ContainsAny(value, "\r\n\u2028\u2029"):
		return "holds a line break: give one line"
	case strings.ContainsFunc(value, unicode.IsControl):
		return "holds a control character"
	case left.MatchString(value):
		return "holds ${…}, the name of a variable in the place of its value: single quotes and files keep it as it is"
	}
	return ""
}

func (o *Options) userName() credential {
	return credential{name: "username", what: "user name", usage: "the name of the user to log in as", file: &o.UsernameFile}
}

func (o *Options) userPassword() credential {
	return credential{name: "password", what: "user's password", usage: "the password of the user to log in as", file: &o.PasswordFile}
}

// user reads the resource owner's credentials where the contract asks for them.
func (o *Options) user(t *Target, c contract) []error {
	if !c.asksForUser() {
		return o.userless()
	}
	name, password := o.find(o.userName()), o.find(o.userPassword())
	if !name.found {
		name.problem = o.missing(o.userName())
	}
	if !password.found {
		password.problem = o.missing(o.userPassword())
	}
	t.locate(o.userName(), name)
	t.locate(o.userPassword(), password)
	t.User = &probe.Credentials{ID: name.text, Secret: password.text}
	return []error{name.problem, password.problem}
}

// userless refuses files of credentials that are not read: nobody would notice. Variables are let be, as they may
// stand there for every run.
func (o *Options) userless() []error {
	var problems []error
	for _, half := range []credential{o.userName(), o.userPassword()} {
		if l := o.layer(half.flag()); l == byFlag || l == byFile {
			problems = append(problems, problemf(o.where(half.flag()), "the contract asks for no user: leave it out"))
		}
	}
	return problems
}

package target

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// credential says how one of the two is given.
type credential struct {
	what, variable, flag string
}

// credentials reads the client's id and secret. The layers count as for every setting; a variable that holds
// the value and one that names a file for it are of the same layer, and contradict each other.
func (o *Options) credentials(t *Target) []error {
	id, idProblem := o.credential(credential{"client id", clientIDVariable, idFileFlag}, o.ClientIDFile)
	secret, secretProblem := o.credential(credential{"client secret", secretVariable, secretFileFlag}, o.ClientSecretFile)
	if idProblem == nil && strings.Contains(id.text, ":") {
		// RFC 7617, section 2: the first colon ends the user-id.
		idProblem = problemf(id.where, "the client id holds a colon: Basic authentication cannot carry it")
	}
	t.Client = Credentials{ID: id.text, Secret: secret.text}
	return []error{idProblem, secretProblem}
}

// given is a credential and where it came from.
type given struct {
	text, where string
}

func (o *Options) credential(c credential, file string) (given, error) {
	value, set := "", false
	if o.getenv != nil {
		value, set = o.getenv(c.variable)
	}
	switch {
	case set && file != "" && o.layer(c.flag) == byEnvironment:
		return given{}, problemf(c.variable, "contradicts %s: give one of them", o.where(c.flag))
	case file != "" && (!set || o.layer(c.flag) == byFlag):
		return o.credentialFile(c, file)
	case !set:
		return given{}, problemf(c.variable, "the %s is missing: set this variable, or name a file that holds it with --%s (in %s: %s)",
			c.what, c.flag, defaultConfig, c.flag)
	}
	if fault := credentialFault(value); fault != "" {
		return given{}, problemf(c.variable, "the %s %s", c.what, fault)
	}
	return given{value, c.variable}, nil
}

func (o *Options) credentialFile(c credential, file string) (given, error) {
	where := o.where(c.flag)
	data, err := readRegular(file, maxSecret)
	if err != nil {
		return given{}, because(err, where, "cannot read the file of the %s: %v", c.what, err)
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	if fault := credentialFault(text); fault != "" {
		return given{}, problemf(where, "the %s in the file %s", c.what, fault)
	}
	return given{text, where}, nil
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
	}
	return ""
}

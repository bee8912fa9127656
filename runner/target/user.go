package target

import (
	"github.com/authconform/authconform/suites/probe"
)

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
		name.problem = o.userName().missing()
	}
	if !password.found {
		password.problem = o.userPassword().missing()
	}
	t.place(o.userName(), name)
	t.place(o.userPassword(), password)
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

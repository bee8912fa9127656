package target

import "strings"

// revocation takes the ways to a revoked token: one that is revoked already, and a command that revokes another.
func (o *Options) revocation(t *Target) []error {
	token := o.find(o.revokedToken())
	if token.problem == nil && strings.ContainsFunc(token.text, func(r rune) bool { return r < 0x21 || r > 0x7e }) {
		token.problem = problemf(token.where, "the revoked token holds a space or another character that no token has: give the token alone, without its type")
	}
	var problem error
	if strings.ContainsRune(o.RevokeCommand, 0) {
		problem = problemf(o.where(revokeFlag), "holds a NUL character: no command does")
	}
	t.RevokedToken, t.RevokeCommand = token.text, o.RevokeCommand
	return append([]error{token.problem, problem}, o.unrevoked()...)
}

// unrevoked finds ways to a revoked token that nobody goes.
func (o *Options) unrevoked() []error {
	var without []string
	if o.Profile == CoreProfile {
		without = append(without, "--"+profileFlag+" "+FullProfile)
	}
	if o.ResourcePath == "" {
		without = append(without, "--"+resourceFlag)
	}
	var problems []error
	for _, name := range []string{revokeFlag, o.revokedToken().flag()} {
		if len(without) > 0 && o.layer(name) == byFlag {
			problems = append(problems, idle(name, without...))
		}
	}
	return problems
}

package target

import "testing"

func TestRevocation(t *testing.T) {
	for name, c := range map[string]struct {
		world
		token, command string
	}{
		"none":       {},
		"a variable": {world: world{vars: map[string]string{"AUTHCONFORM_REVOKED_TOKEN": "a.b-c_d~+/="}}, token: "a.b-c_d~+/="},
		"a file": {
			world: world{args: []string{"--revoked-token-file=token"}, files: map[string]string{"token": "of-file\n"}},
			token: "of-file",
		},
		"a command": {world: world{args: []string{"--revoke-command=xargs revoke, --all"}}, command: "xargs revoke, --all"},
		"both": {
			world: world{
				vars:  map[string]string{"AUTHCONFORM_REVOKED_TOKEN": "abc"},
				files: map[string]string{defaultConfig: "revoke-command: |\n  read token\n  revoke \"$token\"\n"},
			},
			token: "abc", command: "read token\nrevoke \"$token\"\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.args, c.vars = append(c.args, "--env=staging", "--profile=full", "--resource-path=/x"), withClient(c.vars)
			target, err := c.describe(t)
			if err != nil {
				t.Fatal(err)
			}
			if target.RevokedToken != c.token || target.RevokeCommand != c.command || target.Revoke != nil {
				t.Errorf("token %q, command %q", target.RevokedToken, target.RevokeCommand)
			}
		})
	}
}

func TestRevocationErrors(t *testing.T) {
	const notAToken = "the revoked token holds a space or another character that no token has: give the token alone, without its type"
	for name, c := range map[string]struct {
		world
		want string
	}{
		"with its type":  {world{vars: map[string]string{"AUTHCONFORM_REVOKED_TOKEN": "Bearer hunter2"}}, "AUTHCONFORM_REVOKED_TOKEN: " + notAToken},
		"not ASCII":      {world{args: []string{"--revoked-token-file=t"}, files: map[string]string{"t": "hüntér2"}}, "--revoked-token-file: " + notAToken},
		"empty":          {world{vars: map[string]string{"AUTHCONFORM_REVOKED_TOKEN": ""}}, "AUTHCONFORM_REVOKED_TOKEN: the revoked token is empty"},
		"two lines":      {world{vars: map[string]string{"AUTHCONFORM_REVOKED_TOKEN": "hunter2\nx"}}, "AUTHCONFORM_REVOKED_TOKEN: the revoked token holds a line break: give one line"},
		"a NUL in a cmd": {world{files: map[string]string{defaultConfig: `revoke-command: "hunter2\0"` + "\n"}}, "authconform.yaml:1: revoke-command: holds a NUL character: no command does"},
	} {
		t.Run(name, func(t *testing.T) {
			c.args, c.vars = append(c.args, "--env=staging", "--profile=full", "--resource-path=/x"), withClient(c.vars)
			_, err := c.describe(t)
			wantError(t, err, c.want)
		})
	}
}

// A flag that nothing comes of is refused, with those that it takes; a variable stands there for other runs, too.
func TestRevocationInVain(t *testing.T) {
	for name, c := range map[string]struct {
		world
		want string
	}{
		"in the core profile": {world{args: []string{"--revoke-command=x", "--resource-path=/x"}}, "--revoke-command: does nothing without --profile full: give that too, or leave it out"},
		"without a resource":  {world{args: []string{"--revoked-token-file=t", "--profile=full"}, files: map[string]string{"t": "t"}}, "--revoked-token-file: does nothing without --resource-path: give that too, or leave it out"},
		"without both":        {world{args: []string{"--revoke-command=x"}}, "--revoke-command: does nothing without --profile full and --resource-path: give that too, or leave it out"},
		"a wait":              {world{args: []string{"--max-wait=3s"}}, "--max-wait: does nothing without --profile full: give that too, or leave it out"},
		"a variable":          {world{vars: map[string]string{"AUTHCONFORM_REVOKE_COMMAND": "x", "AUTHCONFORM_MAX_WAIT": "3s"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.args, c.vars = append(c.args, "--env=staging"), withClient(c.vars)
			_, err := c.describe(t)
			if c.want == "" && err == nil {
				return
			}
			wantError(t, err, c.want)
		})
	}
}

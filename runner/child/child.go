package child

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// commandGrace is how long a command that has ended may leave its input unread.
const commandGrace = time.Second

// Script is a command of the user's, and what it is given.
type Script struct {
	Text      string   // for sh -c
	Input     string   // on standard input
	Arguments []string // $1, …
	Withheld  []string // variables of the environment that it does not get to see, beside ours
}

// Run runs a command of the user's; what it prints goes nowhere. It knows no secret that this process was given in its environment,
// and whatever it has started ends with it, where the system has a way to tell that from the rest (Linux) also what has left
// its group and its session. When this process is killed, what is still in the command's group ends all the same (but for Windows).
func Run(ctx context.Context, script Script) error {
	cmd := exec.CommandContext(ctx, "sh", append([]string{"-c", script.Text, "sh"}, script.Arguments...)...) //nolint:gosec // the user's own command
	cmd.Stdin = strings.NewReader(script.Input)
	cmd.Env = without(os.Environ(), script.Withheld)
	inGroup(cmd)
	cmd.WaitDelay = commandGrace
	cmd.Cancel = func() error { return endGroup(cmd) }
	watched := watch()
	defer watched.dismiss()
	if err := cmd.Start(); err != nil {
		return err
	}
	watched.over(cmd.Process.Pid)
	number := brand(cmd.Process.Pid)
	err := cmd.Wait()
	_ = endGroup(cmd) // children that outlived it
	endMarked("", number)
	if errors.Is(err, exec.ErrWaitDelay) && cmd.ProcessState.Success() {
		return nil // it ended well, and a child of its held its output open
	}
	return err
}

// without leaves out of an environment what is this program's own, its secrets among it, and what else is withheld.
func without(environment, withheld []string) []string {
	var kept []string
	for _, variable := range environment {
		if name, _, _ := strings.Cut(variable, "="); !strings.HasPrefix(name, "AUTHCONFORM_") && !slices.Contains(withheld, name) {
			kept = append(kept, variable)
		}
	}
	return kept
}

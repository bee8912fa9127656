//go:build !unix

package child

import "os/exec"

// inGroup does nothing where there are no process groups.
func inGroup(*exec.Cmd) {}

// endGroup ends a command alone.
func endGroup(cmd *exec.Cmd) error { return cmd.Process.Kill() }

// guard guards nothing where there are no process groups.
type guard struct{}

func watch() *guard { return nil }

func (*guard) over(int) {}

func (*guard) dismiss() {}

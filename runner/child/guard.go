//go:build unix

package child

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// guard is a process that ends a group when this one is no longer there to do it: killed, or crashed.
type guard struct {
	command *exec.Cmd
	line    *os.File // that it waits at the end of: the system closes it whatever becomes of this process
}

// guarding is what a guard does: it is told a group, and ends it when nobody can tell it anything any longer.
const guarding = `read -r group && { read -r _; kill -9 -"$group"; }`

// watch starts a guard, which has to be there before its group is: nil where none can be.
func watch() *guard {
	read, write, err := os.Pipe()
	if err != nil {
		return nil
	}
	defer func() { _ = read.Close() }()           // the guard has its own
	command := exec.Command("sh", "-c", guarding) //nolint:noctx // it outlives whatever ends
	command.Stdin = read
	command.Env = []string{}
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // what ends this process's group leaves it
	if command.Start() != nil {
		_ = write.Close()
		return nil
	}
	return &guard{command, write}
}

// over tells the guard of the group that a process leads.
func (g *guard) over(process int) {
	if g != nil {
		_, _ = g.line.WriteString(strconv.Itoa(process) + "\n") // a guard that has ended guards nothing
	}
}

// dismiss ends a guard whose group has ended.
func (g *guard) dismiss() {
	if g == nil {
		return
	}
	_ = g.command.Process.Kill() // before its line ends: the number may be another's by now
	_ = g.command.Wait()
	_ = g.line.Close()
}

package child

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// Adopt has this process become the parent of every process below it whose own parent has ended, until the function that it
// gives ends those that are left: what has left its group, its session and its environment as well. No command of the
// process may be under way then. It does nothing where a system cannot do that.
func Adopt() (end func()) {
	const setChildSubreaper = 36 // PR_SET_CHILD_SUBREAPER, prctl(2)
	if _, _, failed := syscall.RawSyscall6(syscall.SYS_PRCTL, setChildSubreaper, 1, 0, 0, 0, 0); failed != 0 {
		return func() {}
	}
	return func() {
		endChildren()
		_, _, _ = syscall.RawSyscall6(syscall.SYS_PRCTL, setChildSubreaper, 0, 0, 0, 0, 0) // whoever comes later is not ours
	}
}

// endChildren ends the children of this process, and theirs as they become its own, until there is none.
func endChildren() {
	const longest = 2 * time.Second
	for until := time.Now().Add(longest); time.Now().Before(until); {
		list := children()
		if len(list) == 0 {
			return
		}
		for _, process := range list {
			_ = syscall.Kill(process, syscall.SIGKILL) // it may have ended
		}
		for _, process := range list {
			_, _ = syscall.Wait4(process, nil, syscall.WNOHANG, nil) // it is looked for again where it is not over yet
		}
	}
}

// children are the processes whose parent is this one.
func children() []int {
	parents := parents()
	return slices.DeleteFunc(processes(), func(process int) bool { return parents[process] != os.Getpid() })
}

// below are the processes that a process has started, and those that these have.
func below(ancestor int) []int {
	parents := parents()
	return slices.DeleteFunc(processes(), func(process int) bool {
		for up := parents[process]; up != ancestor; up = parents[up] {
			if up <= 1 {
				return true
			}
		}
		return false
	})
}

// parents gives the parent of each process.
func parents() map[int]int {
	all := map[int]int{}
	for _, process := range processes() {
		stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(process), "stat"))
		if err != nil {
			continue // it has ended
		}
		_, after, _ := bytes.Cut(stat[max(0, bytes.LastIndexByte(stat, ')')):], []byte(" ")) // a name may hold anything
		if fields := bytes.Fields(after); len(fields) > 1 {
			all[process], _ = strconv.Atoi(string(fields[1])) // the system writes a number
		}
	}
	return all
}

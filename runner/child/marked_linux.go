package child

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// endMarked ends every process that has an entry in its environment, or a number of ours, until there is none: one may start
// another meanwhile.
func endMarked(entry, number string) {
	const rounds = 5
	for round := 0; round < rounds; round++ {
		ended := false
		for _, process := range processes() {
			if process != os.Getpid() && (hasEntry(process, entry) || isBranded(process, number)) {
				ended = syscall.Kill(process, syscall.SIGKILL) == nil || ended
			}
		}
		if !ended {
			return
		}
	}
}

// hasEntry says that a process has an entry in its environment.
func hasEntry(process int, entry string) bool {
	if entry == "" {
		return false
	}
	environment, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(process), "environ"))
	if err != nil {
		return false // it is not ours, or has ended
	}
	for variable := range bytes.SplitSeq(environment, []byte{0}) {
		if string(variable) == entry {
			return true
		}
	}
	return false
}

func processes() []int {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var list []int
	for _, entry := range entries {
		if process, err := strconv.Atoi(entry.Name()); err == nil {
			list = append(list, process)
		}
	}
	return list
}

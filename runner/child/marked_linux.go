package child

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// endMarked ends every process that has an entry in its environment, until there is none: one may start another meanwhile.
func endMarked(entry string) {
	const rounds = 5
	for round := 0; entry != "" && round < rounds; round++ {
		ended := false
		for _, process := range processes() {
			environment, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(process), "environ"))
			if err != nil || process == os.Getpid() {
				continue // it is not ours, or has ended
			}
			for variable := range bytes.SplitSeq(environment, []byte{0}) {
				if string(variable) == entry {
					ended = syscall.Kill(process, syscall.SIGKILL) == nil || ended
				}
			}
		}
		if !ended {
			return
		}
	}
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

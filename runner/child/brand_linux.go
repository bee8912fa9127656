package child

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"
)

// brand gives a process a number, and with it whatever it starts from then on: the soft limit of file locks, of which Linux
// took leave in 2.4.25 (setrlimit(2)), and which is inherited whatever becomes of environment, group and session. "" where a
// process cannot be given one.
func brand(process int) string {
	const lowest = 1 << 40 // nobody sets such a limit by hand
	number := lowest + rand.Uint64N(lowest)
	var old unix.Rlimit
	if unix.Prlimit(process, unix.RLIMIT_LOCKS, nil, &old) != nil || old.Max < number {
		return ""
	}
	limit := unix.Rlimit{Cur: number, Max: old.Max}
	if unix.Prlimit(process, unix.RLIMIT_LOCKS, &limit, nil) != nil {
		return ""
	}
	for _, started := range below(process) { // meanwhile
		_ = unix.Prlimit(started, unix.RLIMIT_LOCKS, &limit, nil) // it may have ended
	}
	return strconv.FormatUint(number, 10)
}

// isBranded says that a process has a number that it was given, or that its ancestor was.
func isBranded(process int, number string) bool {
	if number == "" {
		return false
	}
	limits, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(process), "limits"))
	if err != nil {
		return false // it is not ours, or has ended
	}
	for line := range bytes.Lines(limits) {
		if rest, is := bytes.CutPrefix(line, []byte("Max file locks")); is {
			fields := bytes.Fields(rest)
			return len(fields) > 0 && string(fields[0]) == number
		}
	}
	return false
}

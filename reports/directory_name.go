package reports

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// RunHome is the path below which the reports of runs against one target by one contract go, each run in a directory
// of its own: two names that every file system takes.
func RunHome(contract Contract, target Target) string {
	return filepath.Join(fileName(contract.Name), fileName(target.shortName()))
}

// RunName names the directory of a run by the time at which it started. Names sort as the runs started.
func RunName(started time.Time) string { return started.UTC().Format("2006-01-02T150405Z") }

// shortName is how a target is called where there is little room.
func (t Target) shortName() string {
	if t.Embedded {
		return "reference-target"
	}
	_, address, found := strings.Cut(t.BaseURL, "://")
	if !found {
		address = t.BaseURL
	}
	return cmp.Or(t.Environment, strings.TrimRight(address, "/"))
}

// maxFileName is how much of a name is kept, in bytes.
const maxFileName = 80

// fileName makes a file name of text: slashes and colons become underscores, and so does whatever is no letter, digit,
// dot or hyphen. A part of a digest keeps names apart that would come out the same.
func fileName(text string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '.', r == '-':
			return r
		default:
			return '_'
		}
	}, text)
	kept := cmp.Or(strings.TrimLeft(beginning(plain, maxFileName), ".-"), "unnamed")
	if kept != strings.NewReplacer("/", "_", ":", "_").Replace(text) || strings.Contains(text, "_") {
		digest := sha256.Sum256([]byte(text))
		return fmt.Sprintf("%s-%.4x", kept, digest[:])
	}
	return kept
}

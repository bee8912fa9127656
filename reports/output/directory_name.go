package output

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
)

// RunHome is the path below which the reports of runs against one target by one contract go, each run in a directory
// of its own: two names that every file system takes.
func RunHome(contract reports.Contract, target reports.Target) string {
	return filepath.Join(fileName(contract.Name), fileName(reports.ShortName(target)))
}

// RunName names the directory of a run by the time at which it started. Names sort as the runs started.
func RunName(started time.Time) string { return started.UTC().Format("2006-01-02T150405Z") }

// maxFileName is how much of a name is kept, in bytes.
const maxFileName = 80

// fileName makes a file name of text: slashes and colons become underscores, and so does whatever is no letter, digit,
// dot or hyphen. A part of a digest keeps names apart that would come out the same.
func fileName(s string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '.', r == '-':
			return r
		default:
			return '_'
		}
	}, s)
	kept := cmp.Or(strings.TrimLeft(text.Beginning(plain, maxFileName), ".-"), "unnamed")
	if kept != strings.NewReplacer("/", "_", ":", "_").Replace(s) || strings.Contains(s, "_") {
		digest := sha256.Sum256([]byte(s))
		return fmt.Sprintf("%s-%.4x", kept, digest[:])
	}
	return kept
}

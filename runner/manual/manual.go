package manual

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// Section is that of commands which every user may start (man(7)).
const Section = "1"

// Write writes a page for the command and each of its subcommands into a directory, which is made where it is not there. The
// pages bear a date: that which SOURCE_DATE_EPOCH gives in seconds (https://reproducible-builds.org/specs/source-date-epoch),
// so that the same sources have the same pages, or today's.
func Write(root *cobra.Command, version, dir string, getenv func(string) (string, bool), now time.Time) error {
	date, err := dated(getenv, now)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil { //nolint:gosec // what others may do is the umask's to say
		return fmt.Errorf("a directory for the pages: %w", err)
	}
	root.DisableAutoGenTag = true // it has the day on which it was written
	header := &doc.GenManHeader{Title: "AUTHCONFORM", Section: Section, Date: &date, Source: "authconform " + version, Manual: "authconform"}
	if err := doc.GenManTree(root, header, dir); err != nil {
		return fmt.Errorf("writing the pages: %w", err)
	}
	return nil
}

var errEpoch = errors.New("wanted SOURCE_DATE_EPOCH to be seconds since 1970, as a number")

func dated(getenv func(string) (string, bool), now time.Time) (time.Time, error) {
	text, given := getenv("SOURCE_DATE_EPOCH")
	if !given {
		return now.UTC(), nil
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w, found %q", errEpoch, text)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

package fleet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/authconform/authconform/openapi/file"
	model "github.com/authconform/authconform/reports/fleet"
	"github.com/authconform/authconform/reports/output"
	"github.com/authconform/authconform/reports/site"
	"github.com/authconform/authconform/reports/text"
)

// Publish makes a static site of the fleets in some directories, each of a night, and tells in a sentence what it has. What cannot be
// read, and what does not belong together, is told by name, all of it at once, and nothing is written then. A site that is there is
// written over: what it had of targets that are known no more goes, so that no badge outlives what it rests on.
func Publish(dirs []string, out string, now time.Time) (string, error) {
	if err := checkPlace(out); err != nil {
		return "", fmt.Errorf("--out: %w", err)
	}
	nights := site.New()
	var problems []error
	for _, dir := range dirs {
		f, err := model.ReadKept(dir)
		if err == nil {
			f, err = f.SeenFrom(dir, out)
		}
		if err == nil {
			err = nights.Add(filepath.Clean(dir), f)
		}
		problems = append(problems, err)
	}
	if problems = single(problems); len(problems) > 0 {
		if more := len(problems) - maxProblems; more > 0 {
			problems = append(problems[:maxProblems], fmt.Errorf("and %d more", more))
		}
		return "", errors.Join(problems...)
	}
	s := nights.Site(now)
	if err := writeSite(s, out); err != nil {
		return "", err
	}
	return text.Plural(len(s.Names()), "target", "targets") + ", " + text.Plural(len(dirs), "fleet", "fleets") + ", " +
		text.Plural(len(s.Clauses()), "clause broken", "clauses broken") + " at any time", nil
}

// checkPlace wants a directory of the site's own.
func checkPlace(out string) error {
	entries, err := os.ReadDir(out)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(entries) == 0:
		return output.CheckWritable(out)
	case err != nil:
		return err
	}
	f, _, err := file.Open(filepath.Join(out, site.IndexFile))
	if err == nil {
		defer func() { _ = f.Close() }() // it was only read
		var head []byte
		if head, err = io.ReadAll(io.LimitReader(f, indexHead)); err == nil && bytes.Contains(head, []byte(site.Generator)) {
			return output.CheckWritable(out)
		}
	}
	return fmt.Errorf("wanted a directory of its own (new, empty, or one that site wrote), found %s with something else in it", out)
}

// indexHead is within how many bytes a page says who made it.
const indexHead = 4 << 10

// writeSite writes all pages and badges, the index last, and takes away those of an older site that have no place in it.
func writeSite(s site.Site, out string) error {
	var targets, clauses, badges []output.File
	for _, name := range s.Names() {
		m := s.Member(name)
		targets = append(targets, output.File{Name: name + ".html", Write: func(w io.Writer) error { return s.WriteTarget(w, name) }})
		badges = append(badges,
			output.File{Name: name + ".svg", Write: func(w io.Writer) error { return model.WriteBadge(w, m, s.AsOf()) }},
			output.File{Name: name + ".json", Write: func(w io.Writer) error { return model.WriteEndpoint(w, m, s.AsOf()) }})
	}
	for _, id := range s.Clauses() {
		clauses = append(clauses, output.File{Name: id + ".html", Write: func(w io.Writer) error { return s.WriteClause(w, id) }})
	}
	parts := []struct {
		directory string
		files     []output.File
	}{{site.BadgesDirectory, badges}, {site.ClausesDirectory, clauses}, {site.TargetsDirectory, targets}}
	for _, part := range parts {
		if err := output.WriteFiles(filepath.Join(out, part.directory), part.files); err != nil {
			return err
		}
	}
	if err := output.WriteFiles(out, []output.File{{Name: site.IndexFile, Write: s.WriteIndex}}); err != nil {
		return err
	}
	for _, part := range parts {
		if err := clearOld(filepath.Join(out, part.directory), part.files); err != nil {
			return err
		}
	}
	return nil
}

// ours is how files of a site are called.
var ours = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*\.(html|svg|json)$`)

// clearOld takes those files of a site out of one of its directories that are not among the new ones.
func clearOld(dir string, files []output.File) error {
	written := map[string]bool{}
	for _, f := range files {
		written[f.Name] = true
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !written[entry.Name()] && entry.Type().IsRegular() && ours.MatchString(entry.Name()) {
			if err := os.Remove(filepath.Join(dir, entry.Name())); err != nil {
				return fmt.Errorf("what an older site had: %w", err)
			}
		}
	}
	return nil
}

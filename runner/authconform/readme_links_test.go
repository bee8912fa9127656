package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every link of a page to a file of ours leads to one, and to a heading that it has where it names one; the README of a room has
// at most 80 lines.
func TestLinksOfPages(t *testing.T) {
	t.Parallel()
	links, link := 0, regexp.MustCompile(`\]\(([^)\s]+)\)`)
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git" || d.Name() == "bin" || d.Name() == "out"):
			return filepath.SkipDir
		case filepath.Ext(path) != ".md":
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if room := filepath.Dir(path); filepath.Base(path) == "README.md" && filepath.Dir(room) == filepath.Join("..", "..") && strings.Count(string(text), "\n") > 80 {
			t.Errorf("%s has %d lines; wanted 80 at most", path, strings.Count(string(text), "\n"))
		}
		for _, found := range link.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			links++
			file, heading, _ := strings.Cut(found[1], "#")
			leads := path
			if file != "" {
				leads = filepath.Join(filepath.Dir(path), filepath.FromSlash(file))
			}
			if _, err := os.Stat(leads); err != nil {
				t.Errorf("%s: %s leads nowhere", path, found[1])
			} else if heading != "" && !headings(t, leads)[heading] {
				t.Errorf("%s: %s leads to no heading", path, found[1])
			}
		}
		return nil
	})
	if err != nil || links < 30 {
		t.Errorf("found %d links, %v", links, err)
	}
}

// headings are the anchors of a page's headings, as GitHub makes them.
func headings(t *testing.T, path string) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	anchors := map[string]bool{}
	for _, found := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(string(text), -1) {
		dropped := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(found[1]), "")
		anchors[strings.ReplaceAll(dropped, " ", "-")] = true
	}
	return anchors
}

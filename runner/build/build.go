package build

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"text/tabwriter"

	"github.com/authconform/authconform/openapi"
)

// Info is what there is to tell of a program.
type Info struct {
	Version   string     `json:"version"`
	Commit    string     `json:"commit,omitempty"` // "" where the build did not record it
	Modified  bool       `json:"modified"`         // the sources differed from the commit
	Go        string     `json:"go"`
	Platform  string     `json:"platform"`
	Contracts []Contract `json:"contracts"`
}

// Contract is one that is built in.
type Contract struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Version string `json:"version"` // of the API, as its document has it
	Digest  string `json:"digest"`  // of the document and the facts beside it, as reports have it
}

// Version gives the version that was stamped into a program, or where none was, that of the module which go install
// built, or unstamped.
func Version(stamped, unstamped string) string {
	if stamped != unstamped {
		return stamped
	}
	recorded, ok := debug.ReadBuildInfo()
	if !ok {
		return unstamped
	}
	return versionOf(recorded, unstamped)
}

// versionOf gives the version of a recorded build. A build of sources that lie around has none.
func versionOf(recorded *debug.BuildInfo, unstamped string) string {
	version := strings.TrimPrefix(recorded.Main.Version, "v")
	if version == "" || version == "(devel)" {
		return unstamped
	}
	return version
}

// Of gives what there is to tell of this program, which has that version.
func Of(version string) (Info, error) {
	info := Info{Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if recorded, ok := debug.ReadBuildInfo(); ok {
		info.Commit, info.Modified = sourceOf(recorded)
	}
	for _, name := range openapi.Names() {
		contract, err := openapi.Load(name)
		if err != nil {
			return Info{}, err
		}
		info.Contracts = append(info.Contracts, Contract{
			Name: contract.Name, Title: contract.Title, Version: contract.Version, Digest: contract.Digest,
		})
	}
	return info, nil
}

// pseudo is how the version of a module ends that is no tag: with the time and the name of its commit.
var pseudo = regexp.MustCompile(`[0-9]{14}-([0-9a-f]{12})$`)

// sourceOf gives the commit of a recorded build, and whether sources were modified since. What go install fetched has no
// repository: there the version of the module ends in the commit, or is a tag.
func sourceOf(recorded *debug.BuildInfo) (commit string, modified bool) {
	for _, setting := range recorded.Settings {
		switch setting.Key {
		case "vcs.revision":
			commit = setting.Value
		case "vcs.modified":
			modified = setting.Value == "true"
		}
	}
	version, build, _ := strings.Cut(recorded.Main.Version, "+")
	if fetched := pseudo.FindStringSubmatch(version); commit == "" && fetched != nil {
		commit = fetched[1]
	}
	return commit, modified || strings.Contains(build, "dirty")
}

// Write writes it for people.
func (i Info) Write(w io.Writer) error {
	commit := i.Commit
	switch {
	case commit == "":
		commit = "not recorded"
	case i.Modified:
		commit += " (modified)"
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(table, "authconform\t%s\ncommit\t%s\nGo\t%s %s\n", i.Version, commit, i.Go, i.Platform) // told by Flush
	for _, c := range i.Contracts {
		_, _ = fmt.Fprintf(table, "%s\t%s %s\t%s\n", c.Name, c.Title, c.Version, c.Digest)
	}
	return table.Flush()
}

// WriteJSON writes it for programs.
func (i Info) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(i)
}

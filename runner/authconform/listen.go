package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/client"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"

	seen "github.com/authconform/authconform/suites/client"
)

// listener tells whoever starts the client what to point it at, and what is heard of it.
type listener struct {
	console
	quiet bool // what is heard is not told
}

// tell tells of an event on standard error: the verdict stands alone on standard output.
func (l listener) tell(e client.Event) {
	say := func(format string, values ...any) { _, _ = fmt.Fprintf(l.err, format+"\n", values...) } // progress is a courtesy
	switch e.Kind {
	case client.Configure:
		say("# scenario %s: start the client with", e.Scenario)
		for _, v := range e.Variables {
			say("export %s=%s", v.Name, text.Quote(v.Value))
		}
		say("")
	case client.Heard:
		if l.quiet || e.Exchange == nil {
			return
		}
		told := reports.EventOf(*e.Exchange)
		say("%s %s: the client %s: %s", e.Exchange.Started.Local().Format("15:04:05.000"), e.Scenario, text.Printable(told.Did), text.Printable(told.Got))
	case client.Over:
		if !l.quiet {
			say("scenario %s is over (%d of %d)", e.Scenario, e.Done, e.Total)
		}
	case client.Begun, client.Started, client.Ended, client.Again:
	}
}

// met says whether a scenario has shown all that it waits for, but the client's end, which nobody sees.
func met(contract *openapi.Contract) func(evidence.Record, scenario.Name) bool {
	return func(rec evidence.Record, name scenario.Name) bool {
		steps := seen.Steps(contract, rec, name)
		for _, step := range steps {
			if !step.Met && step.Step != scenario.Ends {
				return false
			}
		}
		return len(steps) > 0
	}
}

// given stands in the place of an argument that may be a secret.
const given = "‹given›"

// flagWord is an argument that names a flag.
var flagWord = regexp.MustCompile(`^--?[A-Za-z][A-Za-z-]{0,40}(=|$)`)

// describe says of the command what a report may show: the name of its program, the names of flags and of files, and the digest
// of the program. Everything else that a command is given can be a secret.
func (s *clientSession) describe(contract *openapi.Contract) error {
	if len(s.command) == 0 {
		return nil
	}
	words := []string{filepath.Base(s.command[0])}
	for _, argument := range s.command[1:] {
		words = append(words, shownArgument(contract, argument))
	}
	s.subject.Command = strings.Join(words, " ")
	name, err := exec.LookPath(s.command[0])
	if err != nil {
		return fmt.Errorf("the client's command: %w", err)
	}
	s.subject.Digest, err = digestOf(name)
	return err
}

func shownArgument(contract *openapi.Contract, argument string) string {
	name, _, valued := strings.Cut(argument, "=")
	switch {
	case flagWord.MatchString(argument) && valued:
		return name + "=" + given
	case flagWord.MatchString(argument), argument == contract.Name:
		return argument
	}
	if info, err := os.Stat(argument); err == nil && info.Mode().IsRegular() {
		return filepath.Base(argument)
	}
	return given
}

// digestOf is the digest of a program.
func digestOf(name string) (string, error) {
	program, _, err := file.Open(name)
	if err != nil {
		return "", fmt.Errorf("the digest of the client's program: %w", err)
	}
	defer func() { _ = program.Close() }() // it was only read
	hash := sha256.New()
	if _, err := io.Copy(hash, program); err != nil {
		return "", fmt.Errorf("the digest of the client's program: %w", err)
	}
	return "sha256:" + hex.EncodeToString(hash.Sum(nil)), nil
}

// shown are the settings of the run as they may be published.
func (s clientSession) shown() map[string]any {
	shown := map[string]any{
		"scenario": text.NonNil(s.patterns), "timeout": s.timeout.String(), "concurrency": s.concurrency, "listen": s.listen != "", "for": s.until.String(),
		"subject-name": s.subject.Name, "subject-version": s.subject.Version, "command": s.subject.Command,
	}
	all := s.options.Shown()
	for _, name := range []string{"contract", "clause", "baseline", "write-baseline", "strict", "complete", "out", "history", "sign", "config"} {
		shown[name] = all[name]
	}
	return shown
}

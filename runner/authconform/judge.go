package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports/har"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/runner/usage"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/evidence"
)

func judgeCommand(t console) *cobra.Command {
	options := &target.Options{}
	judge := &cobra.Command{
		Use:   "judge FILE.har",
		Short: "Judge recorded evidence again, offline",
		Long: `judge holds the evidence of an earlier run against its contract again. It sends nothing, and
gives the same results as the run did.

Evidence says by which version of a contract it was judged. With another version of the
document, --contract has to say that this is meant.`,
		Example: `  authconform judge reports/evidence.har
  authconform judge evidence.har --clause errors --out again`,
		Args: usage.Takes{What: "one FILE.har, the evidence of an earlier run", Such: "judge reports/evidence.har", Min: 1, Max: 1}.Args,
	}
	flags := judge.Flags()
	flags.StringVar(&options.Contract, "contract", "", "`CONTRACT` to judge by: a name, or the file of an OpenAPI document (default: the run's own)")
	flags.StringArrayVar(&options.Clauses, "clause", nil, "judge only the clauses that match `PATTERN`, such as errors.* (repeatable)")
	flags.BoolVar(&options.Strict, "strict", false, "count a deviation from what is recommended as a failure")
	flags.BoolVar(&options.Whole, "complete", false, "exit with 3 when not everything was asked that can be")
	flags.StringVar(&options.Baseline, "baseline", "", "`FILE` of deviations that are known, each with a reason, an owner and an expiry date")
	flags.StringVar(&options.Out, "out", "", "`DIR` to write the reports to")
	flags.BoolVar(&options.Quiet, "quiet", false, "print the closing line alone")
	judge.RunE = func(_ *cobra.Command, args []string) error {
		return session{console: t, options: options, place: exactly(options.Out)}.judge(args[0])
	}
	return judge
}

func (s session) judge(name string) error {
	rec, err := readEvidence(name)
	if err != nil {
		return s.refused(err)
	}
	ref := s.options.Contract
	if ref == "" {
		ref = rec.Run.Contract
	}
	contract, err := openapi.Load(ref)
	if errors.Is(err, fs.ErrNotExist) && s.options.Contract == "" {
		return s.refused(fmt.Errorf("%s was judged by the contract %s, which is not built in: give its document with --contract FILE", name, ref))
	}
	if err != nil {
		return s.refused(err)
	}
	if contract.Name != rec.Run.Contract {
		return s.refused(fmt.Errorf("--contract %s: wanted the contract %s, by which %s was recorded, found the contract %s: leave --contract away, or give another version of the document of %s",
			ref, rec.Run.Contract, name, contract.Name, rec.Run.Contract))
	}
	if contract.Digest != rec.Run.ContractDigest && s.options.Contract == "" {
		return s.refused(fmt.Errorf("%s was judged by another version of the contract %s than the one built in: give that document with --contract FILE, or --contract %s to judge by this one",
			name, contract.Name, contract.Name))
	}
	if contract.Digest != rec.Run.ContractDigest && elsewhere(contract, rec) {
		return s.refused(fmt.Errorf("--contract %s: wanted another version of the document by which %s was recorded, found one of another endpoint: none of the requests is %s %s",
			ref, name, contract.TokenMethod(), contract.TokenPath()))
	}
	if rec.Run.Role == evidence.OfClient {
		if contract, err = contract.Asking(rec.Run.Operation); err != nil {
			return s.refused(fmt.Errorf("%s: %w", name, err))
		}
	}
	if rec, err = suites.Read(contract, rec); err != nil {
		return s.refused(fmt.Errorf("%s: %w", name, err))
	}
	story := reportBuilder{contract: contract, patterns: s.options.Clauses, strict: s.options.Strict, rec: rec, embedded: rec.Run.Embedded}
	if err := story.catalogue(); err != nil {
		return s.refused(err)
	}
	if err := s.readBaseline(&story); err != nil {
		return s.refused(err)
	}
	if rec.Run.Halted {
		return s.tell(story.unjudged("the run that recorded this did not come past its preflight"), rec)
	}
	return s.conclude(story)
}

// elsewhere says that no request of a record is for the contract's token endpoint.
func elsewhere(contract *openapi.Contract, rec evidence.Record) bool {
	if strings.Contains(contract.TokenPath(), "{") {
		return false // its variables are filled in, by whoever ran it
	}
	asked := false
	for _, x := range rec.Exchanges {
		at, err := url.Parse(x.Request.URL)
		if err != nil || x.Request.Method == "" {
			continue
		}
		asked = true
		if x.Request.Method == contract.TokenMethod() && strings.HasSuffix(at.Path, contract.TokenPath()) {
			return false
		}
	}
	return asked
}

func readEvidence(name string) (evidence.Record, error) {
	f, _, err := file.Open(name)
	if err != nil {
		return evidence.Record{}, fmt.Errorf("evidence: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	rec, err := har.Read(f)
	if err != nil {
		return evidence.Record{}, fmt.Errorf("%s: %w", name, err)
	}
	return rec, nil
}

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports/attest"
	"github.com/authconform/authconform/runner/usage"
)

func acceptCommand(t console) *cobra.Command {
	var policy, format string
	accept := &cobra.Command{
		Use:   "accept FILE|DIR… --policy FILE",
		Short: "Hold signed runs that others handed in against a policy",
		Long: `accept verifies attestations, as verify does, and holds each against a policy: who may have signed, how old
a run may be, by which versions of authconform and to which contract, whether everything has to have been
asked, and whether known deviations are excused. A DIR holds attestation.json and the files of its run.

Each rejection has a name: attestation, key, contract, verdict, age, suite-version, target, completeness,
filter, known-deviations, strict, reference-target. The policy's form is told by authconform schema policy.

Exit codes: 0 all are accepted, 1 one is rejected, 2 usage error or a policy that cannot be used.`,
		Example: `  authconform accept submissions/* --policy policy.yaml
  authconform accept submissions/* --policy policy.yaml --format json > accepted.json`,
		Args: usage.Takes{What: "the attestations or directories of signed runs", Such: "accept submissions/* --policy policy.yaml", Min: 1}.Args,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := checkFormat(format, formatText, formatJSON); err != nil {
				return err
			}
			return acceptAll(t, policy, format, args)
		},
	}
	accept.Flags().StringVar(&format, "format", "text", "`FORMAT` to tell it in: text, json")
	accept.Flags().StringVar(&policy, "policy", "", "`FILE` of the policy")
	return accept
}

func acceptAll(t console, policy, format string, names []string) error {
	d, err := newDesk(policy)
	if err != nil {
		return err
	}
	submissions := make([]attest.Submission, 0, len(names))
	rejected := false
	for _, name := range names {
		s := d.evaluate(name)
		rejected = rejected || !s.Accepted()
		submissions = append(submissions, s)
	}
	if format == "json" {
		err = attest.WriteSubmissionsJSON(t.out, submissions)
	} else {
		err = attest.WriteSubmissions(t.out, submissions, columns(t.out))
	}
	if err == nil && rejected {
		err = &toldError{exitNonconformant}
	}
	return err
}

// desk is where submissions are held against a policy.
type desk struct {
	policy   attest.Policy
	keys     []attest.PublicKey // in the policy's order
	contract string             // the file of the contract's document; "" where it is built in
	now      time.Time
}

// newDesk reads the policy and all that it names, before any submission is looked at.
func newDesk(name string) (desk, error) {
	if name == "" {
		return desk{}, errors.New("--policy: wanted the file of the policy, such as --policy policy.yaml")
	}
	data, err := file.Read(name, attest.MaxPolicy)
	if err != nil {
		return desk{}, fmt.Errorf("--policy: %w", err)
	}
	policy, err := attest.ReadPolicy(name, data)
	if err != nil {
		return desk{}, err
	}
	beside := func(path string) string {
		if filepath.IsAbs(path) {
			return path
		}
		return filepath.Join(filepath.Dir(name), filepath.FromSlash(path))
	}
	d := desk{policy: policy, now: time.Now()}
	var mistakes []error
	for _, path := range policy.Keys {
		key, err := readPublicKey(beside(path))
		if err != nil {
			mistakes = append(mistakes, fmt.Errorf("%s: keys: %w", name, err))
		}
		d.keys = append(d.keys, key)
	}
	if policy.Contract != "" {
		d.contract = beside(policy.Contract)
		switch contract, err := openapi.Load(d.contract); {
		case err != nil:
			mistakes = append(mistakes, fmt.Errorf("%s: contract.file: %w", name, err))
		case contract.Digest != policy.Digest:
			mistakes = append(mistakes, fmt.Errorf("%s: contract.digest: wanted that of contract.file, which is %s", name, contract.Digest))
		}
	}
	return d, errors.Join(mistakes...)
}

// evaluate verifies one submission and holds it against the policy.
func (d desk) evaluate(name string) attest.Submission {
	s := attest.Submission{Name: name}
	v := verification{file: name, contract: d.contract}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		v.file = filepath.Join(name, attest.File)
	}
	envelope, err := file.Read(v.file, maxEnvelope)
	if err != nil {
		s.Rejections = attest.Unreadable(err)
		return s
	}
	signer, statement, rejections := attest.OpenWithOne(envelope, d.keys)
	if rejections != nil {
		s.Rejections = rejections
		return s
	}
	s.Key = d.policy.Keys[signer]
	if s.Rejections = d.policy.CheckContract(statement); s.Rejections != nil {
		return s // nothing is judged by a contract that is not accepted
	}
	if s.Run, err = v.check(envelope, d.keys[signer]); err != nil {
		s.Rejections = attest.Unreadable(err)
		return s
	}
	if s.Rejections = attest.CheckProof(s.Run); s.Rejections == nil {
		s.Rejections = d.policy.Check(*s.Run.Report, d.now)
	}
	return s
}

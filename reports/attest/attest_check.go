package attest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// Outcome is what came of holding one thing against what was signed.
type Outcome int

// The outcomes. Unknown is neither of the others: it could not be compared here.
const (
	Holds Outcome = iota
	Broken
	Unknown
)

// Finding is one thing that was held against what was signed. Text is a sentence without a full stop.
type Finding struct {
	Outcome Outcome
	Text    string
}

// maxFindings bounds how many differences of one kind are told.
const maxFindings = 20

func findingf(o Outcome, format string, args ...any) Finding {
	return Finding{o, text.Printable(fmt.Sprintf(format, args...))}
}

// unversioned is the version of a build that was given none: two of them need not be the same.
const unversioned = "devel"

// CheckBound holds what is there against what the statement binds: each of the files, and the binary with that
// version. Every subject has to be there, and nothing else may be bound.
func (s Statement) CheckBound(found []Bound, version string) []Finding {
	var findings []Finding
	subjects := map[string]Resource{}
	for _, subject := range s.Subject {
		subjects[subject.Name] = subject
	}
	for _, b := range found {
		subject, ok := subjects[b.Name]
		delete(subjects, b.Name)
		switch {
		case !ok:
			findings = append(findings, findingf(Broken, "%s is not bound by the statement: a contract's files have to bear the names that they had in the run", b.Name))
		case b.Name == BinaryName:
			findings = append(findings, subject.checkBinary(b, version))
		case subject.binds(b):
			findings = append(findings, findingf(Holds, "%s is the one that was signed, byte for byte", b.Name))
		default:
			findings = append(findings, findingf(Broken, "%s is not the one that was signed: its digest is another%s", b.Name, advice(b)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(subjects)) {
		findings = append(findings, findingf(Broken, "the statement binds %q, and there is nothing to hold it against", text.Bounded(name, text.MaxPointer)))
	}
	return findings
}

// Contract gives the name of the contract that the run was held to, and its document's name in code locations.
func (s Statement) Contract() (name, document string) {
	for _, subject := range s.Subject {
		if subject.Name == reports.ReportFile {
			return subject.text("contract"), subject.text("contractDocument")
		}
	}
	return "", ""
}

// CheckSubjects finds what every run binds and this statement does not: without one of them nothing of the run is proven.
func (s Statement) CheckSubjects() []Finding {
	var findings []Finding
	bound := func(is func(name string) bool) bool {
		return slices.ContainsFunc(s.Subject, func(r Resource) bool { return is(r.Name) })
	}
	for _, name := range []string{reports.ReportFile, reports.EvidenceFile, ConfigurationFile, BinaryName} {
		if !bound(func(n string) bool { return n == name }) {
			findings = append(findings, findingf(Broken, "%s is not bound by the statement, and every run binds it", name))
		}
	}
	if !bound(func(n string) bool { return strings.HasPrefix(n, ContractPrefix) }) {
		findings = append(findings, findingf(Broken, "no contract is bound by the statement, and every run binds its own"))
	}
	return findings
}

// advice is for those who have another version of authconform: that contract was not changed by anybody.
func advice(b Bound) string {
	if strings.HasPrefix(b.Name, ContractPrefix) {
		return "; where the contract that is built in changed since, give the one of the run with --contract FILE"
	}
	return ""
}

func (r Resource) binds(b Bound) bool {
	return len(r.Digest) == 1 && r.Digest["sha256"] == b.SHA256
}

// checkBinary compares binaries that ought to be the same: one version, built for one platform.
func (r Resource) checkBinary(b Bound, version string) Finding {
	ran, platform := r.text("version"), r.text("platform")
	switch {
	case r.binds(b):
		return findingf(Holds, "the binary that is running now is the one that was signed (%s, %s)", version, b.Platform)
	case ran != version || platform != b.Platform:
		return findingf(Unknown, "the binary was not compared: the run was made by %s for %s, and this is %s for %s", ran, platform, version, b.Platform)
	case version == unversioned:
		return findingf(Unknown, "the binary was not compared: it is another build than the one that is running now, and neither has a version")
	}
	return findingf(Broken, "the binary that was signed is not the one that is running now, although both say that they are %s for %s", version, platform)
}

func (r Resource) text(annotation string) string {
	text, _ := r.Annotations[annotation].(string)
	return text
}

// CheckRun holds what the statement says of the run against the report and the evidence that it binds.
func (s Statement) CheckRun(r reports.Report, rec evidence.Record) []Finding {
	bound := make([]Bound, 0, len(s.Subject))
	for _, subject := range s.Subject {
		bound = append(bound, Bound{Name: subject.Name, SHA256: subject.Digest["sha256"], Platform: subject.text("platform")})
	}
	var differences []string
	stated(&differences, "", plainly(New(r, rec, bound)), plainly(s))
	if len(differences) == 0 {
		return []Finding{findingf(Holds, "the statement says of the run what report and evidence say")}
	}
	var findings []Finding
	for _, pointer := range differences[:min(len(differences), maxFindings)] {
		findings = append(findings, findingf(Broken, "the statement says something else of the run than report and evidence do, at %s", pointer))
	}
	return findings
}

// plainly gives a value as it reads in JSON.
func plainly(value any) any {
	var plain any
	text, err := json.Marshal(value)
	if err != nil || json.Unmarshal(text, &plain) != nil {
		return nil // it came from JSON, and is equal to nothing if not
	}
	return plain
}

// stated collects the JSON pointers at which got is not what is wanted, or more than that.
func stated(differences *[]string, pointer string, want, got any) {
	switch want := want.(type) {
	case map[string]any:
		members, _ := got.(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(want)) {
			stated(differences, pointer+"/"+name, want[name], members[name])
		}
		for _, name := range slices.Sorted(maps.Keys(members)) {
			if _, wanted := want[name]; !wanted {
				*differences = append(*differences, pointer+"/"+text.Bounded(name, text.MaxPointer))
			}
		}
	case []any:
		elements, _ := got.([]any)
		if len(elements) != len(want) {
			*differences = append(*differences, pointer)
			return
		}
		for i := range want {
			stated(differences, pointer+"/"+strconv.Itoa(i), want[i], elements[i])
		}
	default:
		if !reflect.DeepEqual(want, got) {
			*differences = append(*differences, pointer)
		}
	}
}

// Excuse gives a report on evidence that was judged again, with the known deviations of the report that was signed:
// the baseline is no part of the evidence. What is beyond excuse (R11) stays so.
func Excuse(r reports.Report, signed reports.Report) reports.Report {
	if len(r.Results) == 0 {
		return r
	}
	bySigner := map[string]reports.Result{}
	for _, x := range signed.Results {
		bySigner[x.ID] = x
	}
	r.Results = slices.Clone(r.Results)
	catalogue := make([]string, len(r.Results))
	for i, x := range r.Results {
		catalogue[i] = x.ID
		r.Results[i].Known, r.Results[i].BaselineError = bySigner[x.ID].Known, bySigner[x.ID].BaselineError
	}
	r.Verdict, r.Reason = reports.Judge(r.Results, catalogue, reports.Terms{Strict: r.Strict, Interrupted: r.Interrupted, LeftOut: r.Completeness.Filtered()})
	return r.Complete()
}

// CompareJudged holds the report that was signed against one on the same evidence, judged again. By the same version
// they have to be equal to the last byte; another one may word differently what it finds, and has to come to the
// same verdict and to the same result of each clause.
func CompareJudged(signed, again reports.Report, sameVersion bool) ([]Finding, error) {
	var findings []Finding
	if signed.Verdict != again.Verdict {
		findings = append(findings, findingf(Broken, "judged again, the evidence gives the verdict %s, and not %s as report.json says", again.Verdict, signed.Verdict))
	}
	differences := differentResults(signed.Results, again.Results)
	if more := len(differences) - maxFindings; more > 0 {
		differences = append(differences[:maxFindings], findingf(Broken, "%d more clauses come out differently", more))
	}
	findings = append(findings, differences...)
	if len(findings) > 0 {
		return findings, nil
	}
	if sameVersion {
		members, err := differentMembers(signed, again)
		if err != nil {
			return nil, err
		}
		if len(members) > 0 {
			return []Finding{findingf(Broken, "judged again by the same version, the evidence gives another report than report.json, in %s", strings.Join(members, ", "))}, nil
		}
	}
	return []Finding{findingf(Holds, "judged again, the evidence gives the verdict of report.json (%s) and each of its %d results", again.Verdict, len(again.Results))}, nil
}

func differentResults(signed, again []reports.Result) []Finding {
	status := map[string][2]reports.Status{}
	for _, x := range signed {
		status[x.ID] = [2]reports.Status{x.Status, ""}
	}
	for _, x := range again {
		status[x.ID] = [2]reports.Status{status[x.ID][0], x.Status}
	}
	var findings []Finding
	for _, id := range slices.Sorted(maps.Keys(status)) {
		was, is := status[id][0], status[id][1]
		switch {
		case was == "":
			findings = append(findings, findingf(Broken, "%s is %s, judged again, and report.json does not have it", id, is))
		case is == "":
			findings = append(findings, findingf(Broken, "%s is %s in report.json, and is not among the clauses, judged again", text.Bounded(id, text.MaxPointer), was))
		case was != is:
			findings = append(findings, findingf(Broken, "%s is %s, judged again, and not %s as report.json says", id, is, was))
		}
	}
	return findings
}

// differentMembers names the members of two reports that differ.
func differentMembers(signed, again reports.Report) ([]string, error) {
	var texts [2]bytes.Buffer
	for i, r := range []reports.Report{signed, again} {
		if err := reports.WriteJSON(&texts[i], r); err != nil {
			return nil, err
		}
	}
	if bytes.Equal(texts[0].Bytes(), texts[1].Bytes()) {
		return nil, nil
	}
	var members [2]map[string]json.RawMessage
	for i := range texts {
		if err := json.Unmarshal(texts[i].Bytes(), &members[i]); err != nil {
			return nil, fmt.Errorf("reading a report: %w", err)
		}
	}
	var names []string
	for _, m := range members {
		for name := range m {
			if !bytes.Equal(members[0][name], members[1][name]) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names, nil
}

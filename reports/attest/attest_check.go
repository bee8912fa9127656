package attest

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
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
	// About says what was held: the name of a file, or one of the names below.
	About string
}

// What findings are about that are no files.
const (
	AboutSignature = "signature"
	AboutStatement = "statement"
	AboutBinary    = "binary"
	AboutContract  = "contract"
	AboutJudgement = "judgement"
)

// maxFindings bounds how many differences of one kind are told.
const maxFindings = 20

// Findingf makes a finding of what may be a target's words.
func Findingf(o Outcome, about, format string, args ...any) Finding {
	return Finding{o, text.Printable(fmt.Sprintf(format, args...)), text.Printable(text.Bounded(about, text.MaxPointer))}
}

// Unversioned is the version of a build that was given none: two of them need not be the same.
const Unversioned = "devel"

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
			findings = append(findings, Findingf(Broken, b.Name, "%s is not bound by the statement: a contract's files have to bear the names that they had in the run", b.Name))
		case b.Name == BinaryName:
			findings = append(findings, subject.checkBinary(b, version))
		case subject.binds(b):
			findings = append(findings, Findingf(Holds, b.Name, "%s is the one that was signed, byte for byte", b.Name))
		default:
			findings = append(findings, Findingf(Broken, b.Name, "%s is not the one that was signed: its digest is another%s", b.Name, advice(b)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(subjects)) {
		findings = append(findings, Findingf(Broken, AboutStatement, "the statement binds %q, and there is nothing to hold it against", text.Bounded(name, text.MaxPointer)))
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

// Binary gives the version of the program that made the run, as it says, and its SHA-256.
func (s Statement) Binary() (version, sha256 string) {
	for _, subject := range s.Subject {
		if subject.Name == BinaryName {
			return subject.text("version"), subject.Digest["sha256"]
		}
	}
	return "", ""
}

// CheckSigner says of a report that names another key than the one that was given: somebody else signed it, too.
func CheckSigner(r reports.Report, key PublicKey) []Finding {
	switch {
	case r.Signature == nil:
		return []Finding{Findingf(Broken, reports.ReportFile, "%s does not say that it is signed, and every signed one does", reports.ReportFile)}
	case r.Signature.Key != key.String():
		return []Finding{Findingf(Unknown, AboutSignature, "%s says that the run was signed with another key (%s): this one was added later", reports.ReportFile, r.Signature.Key)}
	}
	return nil
}

// CheckSubjects finds what every run binds and this statement does not, and whether it says which of it the contract is:
// without one of them nothing of the run is proven, and nobody has to say more for that.
func (s Statement) CheckSubjects() []Finding {
	var findings []Finding
	bound := func(is func(name string) bool) bool {
		return slices.ContainsFunc(s.Subject, func(r Resource) bool { return is(r.Name) })
	}
	for _, name := range append(Files(), BinaryName) {
		if !bound(func(n string) bool { return n == name }) {
			findings = append(findings, Findingf(Broken, name, "%s is not bound by the statement, and every run binds it", name))
		}
	}
	name, document := s.Contract()
	switch {
	case !bound(func(n string) bool { return strings.HasPrefix(n, ContractPrefix) }):
		findings = append(findings, Findingf(Broken, AboutContract, "no contract is bound by the statement, and every run binds its own"))
	case name == "" || document == "":
		findings = append(findings, Findingf(Broken, AboutContract, "the statement does not say which contract the run was held to, and every run says so"))
	case !bound(func(n string) bool { return n == ContractPrefix+path.Base(document) }):
		findings = append(findings, Findingf(Broken, AboutContract, "the statement says that the run was held to %q, and does not bind that document", text.Bounded(document, text.MaxPointer)))
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
		return Findingf(Holds, AboutBinary, "the binary that is running now is the one that was signed (%s, %s)", version, b.Platform)
	case ran != version || platform != b.Platform:
		return Findingf(Unknown, AboutBinary, "the binary was not compared: the run was made by %s for %s, and this is %s for %s", ran, platform, version, b.Platform)
	case version == Unversioned:
		return Findingf(Unknown, AboutBinary, "the binary was not compared: it is another build than the one that is running now, and neither has a version")
	}
	return Findingf(Broken, AboutBinary, "the binary that was signed is not the one that is running now, although both say that they are %s for %s", version, platform)
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
	compare(&differences, "", plainly(New(r, rec, bound)), plainly(s))
	if len(differences) == 0 {
		return []Finding{Findingf(Holds, AboutStatement, "the statement says of the run what report and evidence say")}
	}
	var findings []Finding
	for _, pointer := range differences[:min(len(differences), maxFindings)] {
		findings = append(findings, Findingf(Broken, AboutStatement, "the statement says something else of the run than report and evidence do, at %s", pointer))
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

// compare collects the JSON pointers at which got is not what is wanted, or more than that.
func compare(differences *[]string, pointer string, want, got any) {
	switch want := want.(type) {
	case map[string]any:
		members, _ := got.(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(want)) {
			compare(differences, pointer+"/"+name, want[name], members[name])
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
			compare(differences, pointer+"/"+strconv.Itoa(i), want[i], elements[i])
		}
	default:
		if !reflect.DeepEqual(want, got) {
			*differences = append(*differences, pointer)
		}
	}
}

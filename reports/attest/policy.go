package attest

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/schema"
	"github.com/authconform/authconform/reports/text"
)

// PolicySchemaID is the $id of PolicySchema.
const PolicySchemaID = "https://github.com/authconform/authconform/reports/schema/policy-1.json"

// PolicySchema gives the JSON Schema (draft 2020-12) of a policy, for editors. The caller owns the copy.
func PolicySchema() []byte { return schema.Text(PolicySchemaID) }

// Policy is what a certifier accepts of signed runs, as a file says it. ReadPolicy makes one.
type Policy struct {
	Keys     []string // the files of the accepted keys, relative to the policy's
	MaxAge   int      // in days; 0: any
	Suites   []string // versions; none: any
	Targets  []string // base URLs; none: any
	Digest   string   // "sha256:…" of the contract's document; "": any
	Contract string   // the file of that document, relative to the policy's; "": built in
	// What is accepted beyond what is plainly conformant.
	Partial, Known, Reference bool
	Strict                    bool // recommended clauses have to have counted
}

// The names of rejections. They are an API: scripts look for them.
const (
	RejectedAttestation  = "attestation"
	RejectedKey          = "key"
	RejectedContract     = "contract"
	RejectedVerdict      = "verdict"
	RejectedAge          = "age"
	RejectedSuite        = "suite-version"
	RejectedTarget       = "target"
	RejectedCompleteness = "completeness"
	RejectedFilter       = "filter"
	RejectedKnown        = "known-deviations"
	RejectedStrict       = "strict"
	RejectedReference    = "reference-target"
)

// Rejection is one thing for which a submission is not accepted.
type Rejection struct {
	Name   string `json:"name"`
	Wanted string `json:"wanted"` // without a full stop, like Found
	Found  string `json:"found"`
}

func rejected(name, wanted, format string, args ...any) Rejection {
	return Rejection{name, text.Printable(wanted), text.Printable(fmt.Sprintf(format, args...))}
}

// CheckContract holds the contract that a statement binds against the policy's. It needs no file of the run, and is asked
// first: nothing is judged by a contract that the policy does not accept.
func (p Policy) CheckContract(s Statement) []Rejection {
	_, document := s.Contract()
	found := ""
	for _, subject := range s.Subject {
		if subject.Name == ContractPrefix+path.Base(document) {
			found = digestPrefix + subject.Digest["sha256"]
		}
	}
	if p.Digest == "" || p.Digest == found {
		return nil
	}
	return []Rejection{rejected(RejectedContract, "the contract's document "+p.Digest, "%s", text.Bounded(found, text.MaxPointer))}
}

// CheckProof wants everything of an attestation to hold.
func CheckProof(v Verification) []Rejection {
	if v.Proven() {
		return nil
	}
	var broken []string
	for _, f := range v.Findings {
		if f.Outcome == Broken {
			broken = append(broken, f.Text)
		}
	}
	const few = 3
	if more := len(broken) - few; more > 0 {
		broken = append(broken[:few], text.Plural(more, "more", "more"))
	}
	return []Rejection{rejected(RejectedAttestation, "everything of it to hold", "%s", strings.Join(broken, "; "))}
}

// ahead is how far another machine's clock may be ahead of ours.
const ahead = 5 * time.Minute

// Check holds a run that is proven against the policy. Every rejection is told.
func (p Policy) Check(r reports.Report, now time.Time) []Rejection {
	r = r.Complete()
	var list []Rejection
	reject := func(when bool, name, wanted, format string, args ...any) {
		if when {
			list = append(list, rejected(name, wanted, format, args...))
		}
	}
	c := r.Completeness
	known := reports.Count(r.Results, func(x reports.Result) bool { return x.Known != nil })
	filtered := r.Partial || len(r.Clauses) > 0 || len(c.Filtered()) > 0
	reject(r.Verdict != reports.VerdictConformant, RejectedVerdict, "conformant", "%s", r.VerdictText())
	reject(r.Finished.After(now.Add(ahead)), RejectedAge, "a run that has ended", "one that ends on %s, which is to come", clock(r.Finished))
	reject(p.MaxAge > 0 && now.Sub(r.Finished) > time.Duration(p.MaxAge)*24*time.Hour, RejectedAge,
		"a run that ended "+text.Plural(p.MaxAge, "day", "days")+" ago at most", "one that ended on %s", clock(r.Finished))
	reject(len(p.Suites) > 0 && !slices.Contains(p.Suites, r.Suite.Version), RejectedSuite, oneOf(p.Suites), "%s", r.Suite.Version)
	client := r.Target.Client
	reject(client != "" && !slices.Contains(p.Targets, client), RejectedTarget, oneOf(append([]string{"a service"}, p.Targets...)), "the client %s", client)
	reject(client == "" && len(p.Targets) > 0 && !slices.Contains(p.Targets, r.Target.BaseURL), RejectedTarget, oneOf(p.Targets), "%s", r.Target.BaseURL)
	reject(r.Target.Embedded && !p.Reference, RejectedReference, "a service of somebody's", "the reference target that is built in")
	reject(filtered, RejectedFilter, "every clause to be judged", "those that %s chose", reports.AsClauseFlags(r.Clauses))
	reject(c.State != reports.Complete && !p.Partial && !filtered, RejectedCompleteness, "all to be asked that can be", "%s", partly(c))
	reject(known > 0 && !p.Known, RejectedKnown, "none", "%s", text.Plural(known, "deviation that a baseline of the signer excuses", "deviations that a baseline of the signer excuses"))
	reject(p.Strict && !r.Strict, RejectedStrict, "recommended clauses to count (--strict)", "a run in which they do not")
	return list
}

// partly says what a partial verdict lacks.
func partly(c reports.Completeness) string {
	if unasked := c.Gaps(); unasked != "" {
		return unasked
	}
	return "a run that could not judge all of it"
}

func oneOf(list []string) string {
	if len(list) == 1 {
		return list[0]
	}
	return "one of " + strings.Join(list, ", ")
}

// Unreadable is the rejection of a submission that cannot be read.
func Unreadable(cause error) []Rejection {
	return []Rejection{rejected(RejectedAttestation, "an attestation and the files that it binds", "%v", cause)}
}

// OpenWithOne opens an envelope with the first of the keys that has signed it, and gives the key's place among them. Where
// none has, it says which rejections that makes.
func OpenWithOne(envelope []byte, keys []PublicKey) (int, Statement, []Rejection) {
	for i, key := range keys {
		s, err := Open(envelope, key)
		switch {
		case err == nil:
			return i, s, nil
		case !errors.Is(err, ErrOtherKey):
			return 0, Statement{}, Unreadable(err)
		}
	}
	accepted := make([]string, len(keys))
	for i, key := range keys {
		accepted[i] = key.String()
	}
	return 0, Statement{}, []Rejection{rejected(RejectedKey, "a signature of "+oneOf(accepted), "one of another key, or of something else%s", keyIDs(envelope))}
}

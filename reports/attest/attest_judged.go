package attest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
)

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
		findings = append(findings, Findingf(Broken, AboutJudgement, "judged again, the evidence gives the verdict %s, and not %s as report.json says", again.Verdict, signed.Verdict))
	}
	differences := differentResults(signed.Results, again.Results)
	if more := len(differences) - maxFindings; more > 0 {
		differences = append(differences[:maxFindings], Findingf(Broken, AboutJudgement, "%d more clauses come out differently", more))
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
			return []Finding{Findingf(Broken, AboutJudgement, "judged again by the same version, the evidence gives another report than report.json, in %s", strings.Join(members, ", "))}, nil
		}
	}
	return []Finding{Findingf(Holds, AboutJudgement, "judged again, the evidence gives the verdict of report.json (%s) and each of its %d results", again.Verdict, len(again.Results))}, nil
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
			findings = append(findings, Findingf(Broken, AboutJudgement, "%s is %s, judged again, and report.json does not have it", id, is))
		case is == "":
			findings = append(findings, Findingf(Broken, AboutJudgement, "%s is %s in report.json, and is not among the clauses, judged again", text.Bounded(id, text.MaxPointer), was))
		case was != is:
			findings = append(findings, Findingf(Broken, AboutJudgement, "%s is %s, judged again, and not %s as report.json says", id, is, was))
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

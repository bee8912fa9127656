package reports

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/match"
)

// maxCauses bounds what is compared with one another: beyond it, what only shares an exchange stays apart.
const maxCauses = 300

// causesOf groups results by their cause, in the order in which the causes first come. Two have the same one when the same is
// violated in the same way, whatever was asked; and one cause has another as its consequence when it shows in each of its
// exchanges, and either is about the same place, or is so basic that nothing else in those answers can be as wanted.
func causesOf(results []Result) [][]Result {
	causes := byViolation(results)
	if len(causes) > maxCauses {
		return causes
	}
	for i := 0; i < len(causes); i++ {
		if j := slices.IndexFunc(causes, func(other []Result) bool { return &other[0] != &causes[i][0] && follows(causes[i], other) }); j >= 0 {
			causes[j] = append(slices.Clip(causes[j]), causes[i]...)
			causes = slices.Delete(causes, i, i+1)
			i = -1 // what became of it may have further consequences
		}
	}
	return causes
}

// byViolation puts together what shares a violation.
func byViolation(results []Result) [][]Result {
	var causes [][]Result
	cause := map[string]int{} // by signature
	for _, r := range results {
		signatures := signaturesOf(r)
		into := -1
		for _, s := range signatures {
			if at, known := cause[s]; known && at != into {
				if into >= 0 { // it ties two together
					causes[into] = append(causes[into], causes[at]...)
					causes[at] = nil
					for other, index := range maps.All(cause) {
						if index == at {
							cause[other] = into
						}
					}
					continue
				}
				into = at
			}
		}
		if into < 0 {
			causes = append(causes, nil)
			into = len(causes) - 1
		}
		causes[into] = append(causes[into], r)
		for _, s := range signatures {
			cause[s] = into
		}
	}
	return slices.DeleteFunc(causes, func(c []Result) bool { return c == nil })
}

// signaturesOf are what a result's violations have in common with others that have the same cause.
func signaturesOf(r Result) []string {
	if len(r.Violations) == 0 {
		return []string{"clause " + r.ID}
	}
	signatures := make([]string, len(r.Violations))
	for i, v := range r.Violations {
		signatures[i] = signature(r, v)
	}
	return signatures
}

// status finds the number of a status among words.
var status = regexp.MustCompile(`\b[1-5][0-9]{2}\b`)

func signature(r Result, v wire.Violation) string {
	found, _, _ := strings.Cut(v.Detail, "; wanted")
	switch {
	case v.Rule == match.TokenIssued:
		return v.Rule + " " + strconv.FormatBool(r.Critical)
	case v.Pointer == "status":
		if number := status.FindString(found); number != "" {
			found = number
		}
		wanted := r.Wanted
		if number := status.FindString(wanted); number != "" {
			wanted = number
		}
		return strings.Join([]string{v.Pointer, v.Rule, found, wanted}, "\x00")
	}
	switch {
	case v.Rule == "tls.version" || strings.HasPrefix(v.Rule, "plain-http."):
		return v.Rule
	case v.Rule == "required" || v.Rule == "closed": // a member under another spelling of its name is missing and unknown at once
		return "member " + strings.ToLower(strings.ReplaceAll(v.Pointer, "_", ""))
	}
	return strings.Join([]string{v.Pointer, v.Rule, found}, "\x00")
}

// follows says that a cause is the consequence of another one.
func follows(consequence, cause []Result) bool {
	evidence, all := evidenceOf(consequence), evidenceOf(cause)
	if len(evidence) == 0 || consequence[0].Party() == "client" { // what a client sends does not follow from what else it sends
		return false
	}
	for id := range evidence {
		if !all[id] {
			return false
		}
	}
	places := placesOf(consequence)
	for place := range placesOf(cause) {
		if places[place] {
			return true
		}
	}
	maps.Copy(places, placesOf(cause))
	for place := range places {
		if !carried(place) {
			return false
		}
	}
	return slices.ContainsFunc(slices.Concat(consequence, cause), basic)
}

func evidenceOf(results []Result) map[string]bool {
	ids := map[string]bool{}
	for _, r := range results {
		for _, id := range r.Evidence {
			ids[id] = true
		}
	}
	return ids
}

func placesOf(results []Result) map[string]bool {
	places := map[string]bool{}
	for _, r := range results {
		for _, v := range r.Violations {
			places[v.Pointer] = true
		}
	}
	return places
}

// carried says that what stands at a place depends on what kind of answer it is.
func carried(place string) bool {
	return place == "" || strings.HasPrefix(place, "/") || slices.Contains([]string{"status", "Content-Type", "Www-Authenticate", "WWW-Authenticate"}, place)
}

// basic says that a result is about what kind of answer it is: its status, its media type, its body as a whole, its error.
func basic(r Result) bool {
	return slices.ContainsFunc(r.Violations, func(v wire.Violation) bool {
		return v.Pointer == "status" || v.Pointer == "" || slices.Contains([]string{"no-token", "error-code", "media-type", match.TokenIssued}, v.Rule)
	})
}

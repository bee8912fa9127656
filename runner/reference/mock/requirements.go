package mock

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// requirementDeviations breaks each statement of the document about answers, in every way that its schema gives occasion to.
func (r *reading) requirementDeviations(ids func(openapi.Requirement) string) []fault.Deviation {
	var list []fault.Deviation
	names := map[string]int{}
	for _, s := range r.contract.Requirements() {
		id := ids(s)
		if id == "" || len(s.Statuses) == 0 {
			continue
		}
		for _, b := range r.waysToBreak(s) {
			id := id
			if r.isIndispensable(s) && (b.how != retyped || !r.isToken(s)) { // a token that is a number is one
				id = "token.valid.accepted"
			}
			name := strings.Join(slices.DeleteFunc([]string{fmt.Sprint(b.status), strings.Join(s.Path(), "-"), b.how}, func(part string) bool { return part == "" }), "-")
			if names[name]++; names[name] > 1 {
				name += fmt.Sprintf("-%d", names[name])
			}
			d := fault.New(name, fmt.Sprintf("%s answers with %d", b.says, b.status), b.mutate, id)
			d.Generated = true
			list = append(list, d)
		}
	}
	return list
}

// broken is one way to break a statement.
type broken struct {
	status    int
	how, says string
	mutate    func(*reference.Config)
}

func (r *reading) waysToBreak(s openapi.Requirement) []broken {
	status := r.occasion(s.Statuses)
	path := strings.Join(escaped(s.Path()), "/")
	member := strings.Join(s.Path(), "/")
	one := func(how, says string, edits ...fault.Edit) []broken {
		return []broken{{status, how, says, r.brought(status, edits...)}}
	}
	switch s.Kind {
	case openapi.StatusKind:
		return one("trailing", "writes more after the JSON of", fault.Append("}"))
	case openapi.MediaTypeKind:
		return one("media-type", "calls something else", fault.SetField("Content-Type", "image/png"))
	case openapi.HeaderKind:
		if s.Required {
			return one("no-"+strings.ToLower(s.Subject), "leaves the header field "+s.Subject+" out of", fault.SetField(s.Subject))
		}
		return one("other-"+strings.ToLower(s.Subject), "writes something else into the header field "+s.Subject+" of", fault.SetField(s.Subject, "\x01"))
	case openapi.RequiredKind:
		return r.edited(s, status, path, "removed", "leaves "+member+" out of", func(body any) { drop(body, path) })
	case openapi.ClosedKind:
		return r.edited(s, status, path, "extra", "adds a member that is not documented to", func(body any) { objectAt(body, path)["support_code_"] = "none" })
	case openapi.EnumKind:
		return r.edited(s, status, path, "unknown", "writes a value that is not listed for "+member+" in", func(body any) { put(body, path, unlisted(body, path)) })
	case openapi.EnumValueKind:
		if respelt(s.Value) == s.Value {
			return nil // what has no letters
		}
		return r.edited(s, status, path, "spelt-"+s.Value, "spells "+s.Value+" otherwise in", func(body any) { put(body, path, respelt(s.Value)) })
	case openapi.TypeKind:
		var list []broken
		for _, w := range r.wrongValues(status, path) {
			list = append(list, r.edited(s, status, path, w.how, w.says+" "+orBody(member)+" in", func(body any) { put(body, path, w.value) })...)
		}
		return list
	default:
		return nil
	}
}

func orBody(member string) string {
	if member == "" {
		return "the body"
	}
	return member
}

// escaped are names as they stand in a place.
func escaped(names []string) []string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = below("", name)
	}
	return list
}

// unlisted is a value that no enumeration has, of the type that stands there.
func unlisted(body any, path string) any {
	value, _ := at(body, path)
	if is, isTruth := value.(bool); isTruth {
		return !is
	}
	if value != nil {
		if _, isText := value.(string); !isText {
			return 424242
		}
	}
	return "unlisted_value"
}

// respelt is a word in capitals.
func respelt(word string) string {
	if upper := strings.ToUpper(word); upper != word {
		return upper
	}
	return strings.ToLower(word)
}

// edited breaks a body that has something at the place: of the answers with the status, whatever they hold.
func (r *reading) edited(s openapi.Requirement, status int, path, how, says string, edit func(body any)) []broken {
	f := r.form(status)
	if f == nil || f.schema == nil {
		return nil
	}
	way, _ := parted(path)
	if path == "" && s.Kind == openapi.TypeKind {
		return r.formless(f, how, says)
	}
	wanted, hinted := wishes{}, wishes{}
	if status == r.success.status {
		wanted, hinted = r.responseMembers(time.Now(), reference.DefaultLifetime, false)
	}
	t, err := r.template(f, wanted, hinted, func(body any) bool {
		if s.Kind == openapi.ClosedKind {
			return objectAt(body, path) != nil
		}
		if _, there := at(body, path); !there && s.Kind != openapi.RequiredKind && s.Kind != openapi.TypeKind {
			return false
		}
		return objectAt(body, way) != nil
	})
	if err != nil {
		return nil
	}
	return []broken{{status, how, says, r.brought(status, func(x *fault.Response) {
		if status == r.success.status { // its tokens stay its own
			fault.EditMembers(func(members map[string]any) { edit(members) })(x)
			return
		}
		body := t.write(wanted, hinted).Body
		edit(body)
		x.Content = fault.JSON(body)
	})}}
}

// formless are bodies that are of none of the documented forms.
func (r *reading) formless(f *form, how, says string) []broken {
	list := []broken{{f.status, how, says, r.brought(f.status, fault.EditText(func([]byte) []byte { return []byte(`"a text"`) }))}}
	alternatives := len(f.schema.Value.OneOf) + len(f.schema.Value.AnyOf)
	if f.status == r.success.status || alternatives == 0 { // an object is all that is asked for
		return list
	}
	t, err := r.template(f, nil, nil, func(any) bool { return true })
	if err != nil {
		return list
	}
	coded := t.write(nil, nil).Body
	put(coded, r.places.code, "unlisted_value")
	for _, other := range []struct {
		how, says string
		body      map[string]any
	}{{"empty", "writes an empty object for", map[string]any{}}, {"other-code", "writes a code that is not listed into", coded}} {
		if !r.allows(f.schema, other.body) {
			list = append(list, broken{f.status, other.how, other.says + " the body in", r.brought(f.status, func(x *fault.Response) { x.Content = fault.JSON(other.body) })})
		}
	}
	return list
}

// occasion is the status, of several, that the target can be brought to answer with at best.
func (r *reading) occasion(statuses []int) int {
	for _, status := range statuses {
		if status == r.success.status || slices.Contains(r.given(), status) {
			return status
		}
	}
	return statuses[0]
}

// given are the statuses that the sound target answers questions with which every run asks.
func (r *reading) given() []int {
	statuses := map[int]bool{}
	for _, why := range r.certain() {
		statuses[r.ways(why)[0].status] = true
	}
	return slices.Sorted(maps.Keys(statuses))
}

// certain are reasons that every run gives occasion to.
func (r *reading) certain() []reason {
	var list []reason
	for _, asked := range []struct {
		by  facts.Feature
		why reason
	}{
		{facts.GrantTypes, grantUnknown},
		{facts.ClientIdentifiers, unknownClient},
		{facts.Authentication, noCredentials},
		{facts.Logins, unknownUser},
		{facts.StrictErrors, otherMethod},
	} {
		if r.facts.Has(asked.by) {
			list = append(list, asked.why)
		}
	}
	return list
}

// brought changes the answers with a status, which the target is brought to give where it gives none by itself.
func (r *reading) brought(status int, edits ...fault.Edit) func(*reference.Config) {
	changes := fault.Responses(fault.WithStatus(status), edits...)
	switch {
	case status == r.success.status, slices.Contains(r.given(), status):
		return changes
	case status >= http.StatusInternalServerError, status == http.StatusTooManyRequests, status == http.StatusRequestTimeout:
		return fault.First(append([]fault.Edit{fault.Instead(func() reference.Answer { return r.outage(status) })}, edits...)...)
	}
	return fault.Compose(r.changes(func(a reference.Answer) reference.Answer {
		if got, ok := r.refusal(outcome{status, ""}, false); ok {
			return r.dress(got.write())
		}
		return a
	}, r.certain()[0]), changes)
}

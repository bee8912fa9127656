package stage

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/authconform/authconform/suites/evidence"
)

// member is a parameter of a request, from a form or from JSON.
type member struct{ name, value string }

// membersOf reads the parameters of a body, whatever it is called: the strings of a JSON object, else those of a form. What
// is neither is one value without a name.
func membersOf(body []byte) []member {
	text := bytes.TrimSpace(body)
	if len(text) == 0 {
		return nil
	}
	if text[0] == '{' || text[0] == '[' {
		var value any
		if json.Unmarshal(text, &value) == nil {
			return stringValues("", value, 0)
		}
		return []member{{value: string(body)}}
	}
	var list []member
	for pair := range strings.SplitSeq(string(body), "&") {
		name, value, assigned := strings.Cut(pair, "=")
		plainName, nameErr := url.QueryUnescape(name)
		plainValue, valueErr := url.QueryUnescape(value)
		if !assigned || nameErr != nil || valueErr != nil {
			plainName, plainValue = "", pair
		}
		list = append(list, member{plainName, plainValue})
	}
	return list
}

// stringValues gives the strings of a JSON value.
func stringValues(name string, value any, depth int) []member {
	const deepest = 32
	var list []member
	switch value := value.(type) {
	case string:
		list = append(list, member{name, value})
	case map[string]any:
		for inner, v := range value {
			if depth < deepest {
				list = append(list, stringValues(inner, v, depth+1)...)
			}
		}
	case []any:
		for _, v := range value {
			if depth < deepest {
				list = append(list, stringValues(name, v, depth+1)...)
			}
		}
	}
	if depth == 0 {
		slices.SortFunc(list, func(a, b member) int { return strings.Compare(a.name, b.name) })
	}
	return list
}

// members finds credentials among parameters: by their names, and what else has one in it.
func (k known) members(list []member, where evidence.Place) []evidence.Shown {
	var found []evidence.Shown
	id, named := valueOf(list, k.IDParameter)
	secret, proved := valueOf(list, k.SecretParameter)
	if named || proved {
		s := evidence.Shown{What: evidence.ClientCredential, Where: where}
		switch {
		case secret == "":
			s.Flaw = evidence.FlawIncomplete
		case id != k.ClientID || secret != k.ClientSecret:
			s.Flaw = evidence.FlawWrong
		}
		found = append(found, s)
	}
	for _, m := range list {
		switch {
		case m.name == "":
			found = append(found, k.within(m.value, where)...)
		case m.name == k.IDParameter || m.name == k.SecretParameter:
		case m.name == k.PasswordParameter && k.Password != "":
			s := evidence.Shown{What: evidence.Password, Where: where}
			if m.value != k.Password {
				s.Flaw = evidence.FlawWrong
			}
			found = append(found, s)
		case m.name == k.RefreshParameter, m.name == "refresh_token":
			s := k.token(m.value, where)
			if s.Flaw == evidence.FlawMadeUp || s.Flaw == evidence.FlawWrong {
				s.What = evidence.RefreshToken
			}
			found = append(found, s)
		case m.name == "access_token":
			found = append(found, k.token(m.value, where))
		default:
			found = append(found, k.within(m.value, where)...)
		}
	}
	return found
}

func valueOf(list []member, name string) (string, bool) {
	at := slices.IndexFunc(list, func(m member) bool { return m.name == name && name != "" })
	if at < 0 {
		return "", false
	}
	return list[at].value, true
}

package stage

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/authconform/authconform/suites/evidence"
)

// key finds the API key where the contract has it, and gives what is left of the request: what stands there is meant for it.
func (k known) key(q received) ([]evidence.Shown, received) {
	var values []string
	switch k.KeyIn {
	case "":
		return nil, q
	case "header":
		if q.keyless && strings.EqualFold(k.KeyName, "Authorization") { // there it is the token's place
			return nil, q
		}
		values, q.header = q.header.Values(k.KeyName), q.header.Clone()
		q.header.Del(k.KeyName)
	case "query":
		values, q.target = k.outOfQuery(q.target)
	case "cookie":
		values, q.header = k.outOfCookies(q.header)
	}
	if q.keyless {
		return nil, q
	}
	var list []evidence.Shown
	for _, value := range values {
		s := evidence.Shown{What: evidence.ClientCredential, Where: evidence.AsKey}
		switch {
		case isMadeUp(value):
			s.Flaw = evidence.FlawIncomplete
		case value != k.ClientSecret:
			s.Flaw = evidence.FlawWrong
		}
		list = append(list, s)
	}
	return list, q
}

func (k known) outOfQuery(target *url.URL) ([]string, *url.URL) {
	if target == nil {
		return nil, nil
	}
	var left []string
	for pair := range strings.SplitSeq(target.RawQuery, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); err != nil || plain != k.KeyName {
			left = append(left, pair)
		}
	}
	other := *target
	other.RawQuery = strings.Join(left, "&")
	return target.Query()[k.KeyName], &other
}

func (k known) outOfCookies(header http.Header) ([]string, http.Header) {
	var values []string
	other := header.Clone()
	other.Del("Cookie")
	for _, line := range header.Values("Cookie") {
		parts := slices.DeleteFunc(strings.Split(line, ";"), func(part string) bool {
			name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
			if name == k.KeyName {
				values = append(values, value)
			}
			return name == k.KeyName
		})
		if len(parts) > 0 {
			other.Add("Cookie", strings.Join(parts, ";"))
		}
	}
	return values, other
}

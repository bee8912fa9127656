package mock

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/runner/reference"
)

// Beyond says of the clauses of a contract that no deviation breaks why that is so.
func Beyond(contract *openapi.Contract, ids Clauses) (map[string]string, error) {
	all, err := read(contract)
	if err != nil {
		return nil, err
	}
	why := map[string]string{}
	for _, r := range all {
		for id, reason := range r.beyond(func(s openapi.Requirement) string { return ids(r.contract, s) }) {
			why[r.named(id)] = reason
		}
	}
	return why, nil
}

// beyond is Beyond of one token operation.
func (r *reading) beyond(ids func(openapi.Requirement) string) map[string]string {
	why := map[string]string{}
	for _, s := range r.contract.Requirements() {
		id := ids(s)
		switch {
		case id == "" || len(s.Statuses) == 0:
		case s.Kind == openapi.EnumValueKind && !strings.ContainsFunc(s.Value, unicode.IsLetter):
			why[id] = "what has no letters has one spelling"
		case r.isIndispensable(s) && (s.Kind != openapi.TypeKind || !r.isToken(s)):
			why[id] = "without it an answer is no token response, which token.valid.accepted tells"
		}
	}
	if !r.mayBeJWT() {
		for _, clause := range []string{"resource.empty-signature.", "resource.alg-none.", "resource.alg-none-spelt."} {
			why[clause+"refused"], why[clause+"message"] = "the document has tokens of a form that is no JWT's", "the document has tokens of a form that is no JWT's"
		}
	}
	if reason := r.unchallenged(); reason != "" {
		for _, d := range demands() {
			why["errors."+string(d.why)+".challenge"], why["errors."+string(d.why)+".challenge-basic"] = reason, reason
		}
	}
	if r.facts.ClientAuthentication.Documented == facts.BodyMechanism {
		why["token.credentials-in-body"] = "credentials go in the body in the documented request, which token.valid.accepted is about"
	}
	if r.endless() {
		for _, clause := range []string{"lifecycle.expiry.alive", "lifecycle.expiry.refused", "lifecycle.expiry.message", "lifecycle.reissued.lifetime", "lifecycle.refreshed.alive", "lifecycle.refreshed.refused"} {
			why[clause] = "nothing says how long a token lives"
		}
	}
	if r.alwaysScoped() {
		why["token.scope.granted"] = "every request has a scope, so that token.valid.accepted is about it"
	}
	if !r.cased() {
		for _, of := range []string{"refused", "message", "challenge"} {
			why["resource.other-case."+of] = "the case of tokens of the documented form may mean nothing"
		}
	}
	if r.facts.Has(facts.DocumentedErrors) && !slices.ContainsFunc(unusual(), r.lacks) {
		for _, d := range demands() {
			if len(r.said(d.why)) == 0 {
				why["errors."+string(d.why)+".answer"] = "the document lists every status of class 4xx"
			}
		}
	}
	return why
}

// isIndispensable says that a statement is about the way to the tokens: an answer that breaks it is no token response.
func (r *reading) isIndispensable(s openapi.Requirement) bool {
	if s.Statuses[0]/100 != 2 || s.Kind != openapi.RequiredKind && s.Kind != openapi.TypeKind {
		return false
	}
	path := strings.Join(escaped(s.Path()), "/")
	lost := 0
	all := slices.DeleteFunc([]string{r.places.access, r.places.kind, r.places.lifetime, r.places.until}, func(place string) bool { return place == "" || !r.names(place) })
	for _, place := range all {
		if path == "" || place == path || strings.HasPrefix(place, path+"/") {
			lost++
		}
	}
	return lost == len(all)
}

// endless says that no answer tells when its token ends.
func (r *reading) endless() bool {
	body := r.issued.write(r.responseMembers(time.Now(), reference.DefaultLifetime, false)).Body
	for _, place := range []string{r.places.lifetime, r.places.until} {
		if place == "" {
			continue
		}
		if _, there := at(body, place); there {
			return false
		}
	}
	return true
}

// isToken says that a statement is about the access token itself.
func (r *reading) isToken(s openapi.Requirement) bool {
	return strings.Join(escaped(s.Path()), "/") == r.places.access
}

// names says that the document has a member at a place of its token responses.
func (r *reading) names(place string) bool {
	return len(schemasAt(r.success.schema, strings.Split(place, "/"), 0)) > 0
}

// mayBeJWT says that the document allows tokens that are JWTs.
func (r *reading) mayBeJWT() bool {
	jwt, err := signed(time.Now())
	if err != nil {
		return false
	}
	for _, schema := range schemasAt(r.success.schema, strings.Split(r.places.access, "/"), 0) {
		if !r.allows(&openapi3.SchemaRef{Value: schema}, jwt) {
			return false
		}
	}
	return true
}

// lacks says that the document does not have a status.
func (r *reading) lacks(status int) bool { return !slices.Contains(r.contract.Statuses(), status) }

// cased says that the case of tokens means something: they have letters in both cases that are no hexadecimal digits.
func (r *reading) cased() bool {
	wanted, hinted := r.responseMembers(time.Now(), reference.DefaultLifetime, false)
	token, _ := at(r.issued.write(wanted, hinted).Body, r.places.access)
	lower, upper := strings.ToLower(text(token)), strings.ToUpper(text(token))
	return text(token) != upper && strings.Trim(lower, "0123456789abcdef-") != ""
}

package openapi

import (
	"strings"

	"github.com/authconform/authconform/openapi/wire"
)

// Kind says what a statement is about.
type Kind string

// The kinds of statement that bind answers.
const (
	// StatusKind documents one status code; Subject is the code. An answer that has it carries exactly
	// one JSON text, where the document gives it a JSON body.
	StatusKind Kind = "status"
	// MediaTypeKind names the media types of one status; Subject lists them, joined by " or ".
	MediaTypeKind Kind = "media-type"
	// RequiredKind demands a member; Subject is the member.
	RequiredKind Kind = "required"
	// TypeKind gives a member's type with its constraints; Value says the type in words. Subject "" is
	// the body itself.
	TypeKind Kind = "type"
	// ClosedKind allows an object the documented members alone; Subject "" is the body itself.
	ClosedKind Kind = "closed"
	// EnumKind closes a member's values; Value lists them, joined by ", ".
	EnumKind Kind = "enum"
	// EnumValueKind documents one value of an enumeration; Value is the value. There is nothing in an
	// answer that could break it: it is covered by being seen.
	EnumValueKind Kind = "enum-value"
	// HeaderKind documents a response header; Subject is its canonical name.
	HeaderKind Kind = "header"
	// StatusRangeKind documents a range of statuses ("4XX") or "default"; Subject is the one or the other. It binds
	// nothing by itself: what its answers are like is stated as for any other status.
	StatusRangeKind Kind = "status-range"
	// MethodKind says by its silence that a method of the token path is not allowed; Subject is the method.
	MethodKind Kind = "method"
)

// The kinds of statement that bind the connection or the client: answers cannot break them.
const (
	// ServerKind documents a server; Subject is its URL template, Value the scheme.
	ServerKind Kind = "server"
	// ServerValueKind documents one value of a server's variable; Subject is the variable, Value the value.
	ServerValueKind Kind = "server-value"
	// OperationKind documents the token operation; Subject is its method, Value its path.
	OperationKind Kind = "operation"
	// ParameterKind documents a request parameter; Subject is its name, Value where it stands ("header").
	ParameterKind Kind = "parameter"
	// RequestMediaTypeKind documents a media type of the request; Subject is the media type.
	RequestMediaTypeKind Kind = "request-media-type"
	// RequestPropertyKind documents a member of the request's body; Subject is the member, Value its type.
	RequestPropertyKind Kind = "request-property"
	// RequestValueKind documents one value of a member of the request's body; Subject is the member, Value the value.
	RequestValueKind Kind = "request-value"
	// RequestClosedKind allows the request's body the documented members alone.
	RequestClosedKind Kind = "request-closed"
	// SecurityKind documents a security scheme; Subject is its name, Value the kind ("basic").
	SecurityKind Kind = "security"
)

// KeywordKind names a keyword of a schema that no value is held against; Value is the keyword ("format iban"), Subject the
// member whose schema has it. Statuses are empty where it is a schema of requests.
const KeywordKind Kind = "keyword"

// Requirement is one thing that a contract's document states about its token operation.
type Requirement struct {
	Kind Kind `json:"kind"`
	// Pointer is a JSON pointer into the document.
	Pointer string `json:"pointer"`
	// File and Line say where it stands; Line is 0 where the document's syntax gives none.
	File string `json:"file"`
	Line int    `json:"line"`
	// Name is the component schema's name or the response's ("OAuthErrorModel"), or is derived from the
	// status ("response-422").
	Name string `json:"name,omitempty"`
	// Statuses are the answers that it binds, in ascending order. Not empty for the kinds that speak of
	// a status, a media type, a header or a body.
	Statuses []int `json:"statuses,omitempty"`
	// Subject is what it speaks of: a member of an answer's body ("expires_in", nested "parent/child", each name
	// escaped as in a JSON pointer), a member of the request's body, a header, a method.
	Subject string `json:"subject,omitempty"`
	// Value is an enumeration's value, or a type in words ("integer", "list of strings").
	Value string `json:"value,omitempty"`
	// Required says that a header, a request parameter or a request member must be there.
	Required bool `json:"required,omitempty"`
	// Why says why no value is held against a keyword, without a full stop.
	Why string `json:"why,omitempty"`
	// Any says that a header may have any value.
	Any bool `json:"any,omitempty"`
}

// Path gives the names of the members that lead to what a statement about an answer's body speaks of, from the body
// down and as they stand there; nil for the body itself and for statements about anything else.
func (s Requirement) Path() []string {
	switch s.Kind {
	case RequiredKind, TypeKind, ClosedKind, EnumKind, EnumValueKind:
	default:
		return nil
	}
	if s.Subject == "" {
		return nil
	}
	names := strings.Split(s.Subject, "/")
	for i, name := range names {
		names[i] = wire.UnescapeToken(name)
	}
	return names
}

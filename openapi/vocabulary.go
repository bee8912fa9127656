package openapi

import (
	"maps"
	"slices"
	"strings"
)

// Vocabulary lists every word that judging relies on, each once, in alphabetical order: names of members,
// parameters and header fields, values of enumerations, media types, grant types, authentication schemes,
// methods and paths. Redaction must leave all of them as they are.
func (c *Contract) Vocabulary() []string {
	words := map[string]bool{}
	add := func(some ...string) {
		for _, word := range some {
			if word != "" {
				words[word] = true
			}
		}
	}
	add(protocolWords()...)
	add(c.operation.path, c.operation.method)
	add(c.operation.requestMediaTypes()...)
	for _, s := range c.statements {
		add(s.words()...)
	}
	add(c.Facts.Words()...)
	return slices.Sorted(maps.Keys(words))
}

// words are the statement's own. Those of TypeKind and EnumKind are the checks' wording, not the target's.
func (s Requirement) words() []string {
	switch s.Kind {
	case RequiredKind, TypeKind:
		return s.Path()
	case EnumValueKind:
		return append(s.Path(), s.Value)
	case RequestValueKind:
		return []string{s.Subject, s.Value}
	case MediaTypeKind:
		return strings.Split(s.Subject, " or ")
	case HeaderKind, MethodKind, ParameterKind, RequestMediaTypeKind, RequestPropertyKind:
		return []string{s.Subject}
	case SecurityKind:
		return []string{s.Subject, s.Value}
	case StatusKind, StatusRangeKind, ClosedKind, EnumKind, ServerKind, ServerValueKind, OperationKind, RequestClosedKind, KeywordKind:
	}
	return nil
}

// protocolWords are those of OAuth 2.0 and HTTP that no contract needs to repeat.
func protocolWords() []string {
	return []string{
		"Basic", "Bearer", "Digest", "realm", "charset", "UTF-8", "utf-8",
		"client_credentials", "password", "refresh_token", "authorization_code", "grant_type", "scope",
		"access_token", "token_type", "expires_in", "client_id", "client_secret", "username",
		"error", "error_description", "error_uri",
		"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope",
		"application/json", "application/x-www-form-urlencoded", "application/xml", "text/plain", "text/html",
		"Authorization", "WWW-Authenticate", "Content-Type", "Content-Length", "Accept", "Allow", "Cache-Control", "Retry-After",
		"no-store", "no-cache", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
		"true", "false", "null",
	}
}

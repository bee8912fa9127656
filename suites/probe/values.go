package probe

import (
	"slices"
	"strings"
	"unicode"

	"github.com/authconform/authconform/suites/evidence"
)

// Values are what edits may put into a request.
type Values struct {
	Client Credentials
	Decoy  Credentials // a client that does not exist
	// The clients that the target's owner has set up; empty when there is none.
	Unauthorized, InvalidGrant, Special, OtherClient Credentials
	User                                             Credentials // the resource owner's (RFC 6749, section 4.3); empty where the grant has none
	DecoyUser                                        Credentials // a user who does not exist

	First      AccessToken // of the first control
	Other      AccessToken // another one of the run
	Spare      AccessToken // one that may be revoked
	Revoked    AccessToken // one that is revoked
	Crossed    AccessToken // one that came over HTTP/1.1, whatever the target speaks besides
	Refreshed  AccessToken // what the last refresh brought
	Refresh    string      // the newest refresh token of the session that First is of
	Used       string      // the refresh token that First came with
	Scope      string      // one that is valid for the client, or the contract's example
	ScopeGiven bool        // its user says that Scope is valid
	// Given are the values that requests always have, by their keys in the facts, and GivenSecrets those of them that nobody
	// may see.
	Given        map[string]any    `json:"-"`
	GivenSecrets []evidence.Secret `json:"-"`
	BodyTaken    bool              // the target takes credentials from the body, as the contract has it
	BodyProven   bool              // and so it was seen to do, whatever the contract has
	LowerScheme  bool              // the resource takes the token's type in small letters
	UpperScheme  bool              // and in capitals
}

// Of gives the credentials of such a client; empty ones where there is none.
func (v Values) Of(c OwnersClient) Credentials {
	return map[OwnersClient]Credentials{
		UnauthorizedOne: v.Unauthorized, InvalidGrantOne: v.InvalidGrant, SpecialOne: v.Special, OtherOne: v.OtherClient,
	}[c]
}

// Cut returns the secret without its last character: what a target that compares prefixes accepts.
func Cut(secret string) string {
	runes := []rune(secret)
	if len(runes) == 0 {
		return ""
	}
	return string(runes[:len(runes)-1])
}

// SwapCase returns the secret with the case of every letter changed: what a target that compares
// without case accepts. It equals the secret when that has no letter.
func SwapCase(secret string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, secret)
}

// Secrets lists every value of v that evidence must not show, with what a reader is told instead and
// the shell expression that gives it back to who owns the credentials.
func (v Values) Secrets() []evidence.Secret {
	const id, secret = "$AUTHCONFORM_CLIENT_ID", "$AUTHCONFORM_CLIENT_SECRET"
	what := "client secret"
	if v.Client.ID == "" {
		what = "API key"
	}
	near := func(of func(string) string) string { // what is near to nothing is no secret
		if v.Client.Secret == "" {
			return ""
		}
		return of(v.Client.Secret)
	}
	all := []evidence.Secret{
		{Value: v.Client.ID, Meaning: "client id", Shell: id},
		{Value: v.Client.Secret, Meaning: what, Shell: secret},
		{Value: Cut(v.Client.Secret), Meaning: what + " without its last character", Shell: "${AUTHCONFORM_CLIENT_SECRET%?}"},
		{Value: SwapCase(v.Client.Secret), Meaning: what + " in the other case", Shell: `$(printf %s "$AUTHCONFORM_CLIENT_SECRET" | tr A-Za-z a-zA-Z)`},
		{Value: near(Suffixed), Meaning: what + " with a character more", Shell: "${AUTHCONFORM_CLIENT_SECRET}x"},
		{Value: near(Padded), Meaning: what + " with blanks around it", Shell: " ${AUTHCONFORM_CLIENT_SECRET} "},
		{Value: near(BlankBehind), Meaning: what + " with a blank behind it", Shell: "${AUTHCONFORM_CLIENT_SECRET} "},
		{Value: near(LineBehind), Meaning: what + " with a line feed behind it", Shell: "${AUTHCONFORM_CLIENT_SECRET}\n"},
		{Value: v.Decoy.ID, Meaning: "unknown client id", Shell: "authconform-no-such-client"},
		{Value: v.Decoy.Secret, Meaning: "made-up secret", Shell: "authconform-no-such-secret"},
		{Value: v.Unauthorized.ID, Meaning: "unauthorized client's id", Shell: "$AUTHCONFORM_UNAUTHORIZED_CLIENT_ID"},
		{Value: v.Unauthorized.Secret, Meaning: "unauthorized client's secret", Shell: "$AUTHCONFORM_UNAUTHORIZED_CLIENT_SECRET"},
		{Value: v.InvalidGrant.ID, Meaning: "invalid-grant client's id", Shell: "$AUTHCONFORM_INVALID_GRANT_CLIENT_ID"},
		{Value: v.InvalidGrant.Secret, Meaning: "invalid-grant client's secret", Shell: "$AUTHCONFORM_INVALID_GRANT_CLIENT_SECRET"},
		{Value: v.User.ID, Meaning: "user name", Shell: "$AUTHCONFORM_USERNAME"},
		{Value: v.User.Secret, Meaning: "user's password", Shell: "$AUTHCONFORM_PASSWORD"},
		{Value: SwapCase(v.User.ID), Meaning: "user name in the other case", Shell: `$(printf %s "$AUTHCONFORM_USERNAME" | tr A-Za-z a-zA-Z)`},
		{Value: Cut(v.User.Secret), Meaning: "user's password without its last character", Shell: "${AUTHCONFORM_PASSWORD%?}"},
		{Value: SwapCase(v.User.Secret), Meaning: "user's password in the other case", Shell: `$(printf %s "$AUTHCONFORM_PASSWORD" | tr A-Za-z a-zA-Z)`},
		{Value: v.DecoyUser.ID, Meaning: "unknown user name", Shell: "authconform-no-such-user"},
		{Value: v.DecoyUser.Secret, Meaning: "made-up password", Shell: "authconform-no-such-password"},
		{Value: v.OtherClient.ID, Meaning: "other client's id", Shell: "$AUTHCONFORM_OTHER_CLIENT_ID"},
		{Value: v.OtherClient.Secret, Meaning: "other client's secret", Shell: "$AUTHCONFORM_OTHER_CLIENT_SECRET"},
		{Value: v.Special.ID, Meaning: "special client's id", Shell: "$AUTHCONFORM_SPECIAL_CLIENT_ID"},
		{Value: v.Special.Secret, Meaning: "special client's secret", Shell: "$AUTHCONFORM_SPECIAL_CLIENT_SECRET"},
	}
	all = append(all, v.GivenSecrets...)
	return slices.DeleteFunc(all, func(s evidence.Secret) bool { return s.Value == "" })
}

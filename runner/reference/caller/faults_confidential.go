package caller

import (
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/url"
	"slices"

	"golang.org/x/oauth2"
)

// prints writes something whenever there is a new token.
func prints(where func(*life) io.Writer, what func(*life, *oauth2.Token) string) func(*habits) {
	return func(h *habits) {
		h.tells = append(h.tells, func(l *life, t *oauth2.Token) { l.print(where(l), what(l, t)) })
	}
}

func onOutput(l *life) io.Writer { return l.out }
func onError(l *life) io.Writer  { return l.err }

// saves writes a file of the state directory besides, whenever there is a new token.
func saves(name string, content func(*life) string) func(*habits) {
	return func(h *habits) {
		h.keeps = append(slices.Clone(h.keeps), func(l *life, _ *session) {
			if l.task.password != "" {
				l.keep(name, content(l))
			}
		})
	}
}

func confidentialFaults(contract string) []Deviation {
	const output = "client.confidential.output"
	base64Of := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	list := []Deviation{
		newDeviation("prints-secret", "prints its secret", prints(onOutput, func(l *life, _ *oauth2.Token) string { return "secret: " + l.task.secret }), output),
		newDeviation("prints-secret-to-error", "writes its secret to the log", prints(onError, func(l *life, _ *oauth2.Token) string { return "config: {secret=" + l.task.secret + "}" }), output),
		newDeviation("prints-secret-base64", "prints its secret in base64", prints(onOutput, func(l *life, _ *oauth2.Token) string { return base64Of(l.task.secret) }), output),
		newDeviation("prints-secret-hex", "prints its secret in hexadecimal digits", prints(onError, func(l *life, _ *oauth2.Token) string { return hex.EncodeToString([]byte(l.task.secret)) }), output),
		newDeviation("prints-basic", "prints the header that it authenticates with", prints(onError, func(l *life, _ *oauth2.Token) string {
			return "> Authorization: Basic " + base64Of(pairOf(contract)(l.task.id, l.task.secret))
		}), output),
		newDeviation("prints-token", "prints its access token", prints(onOutput, func(_ *life, t *oauth2.Token) string { return "got token " + t.AccessToken }), output),
		newDeviation("prints-token-to-error", "writes its access token to the log", prints(onError, func(_ *life, t *oauth2.Token) string { return `{"msg":"fetched","token":"` + t.AccessToken + `"}` }), output),
		newDeviation("prints-token-base64", "prints its access token in base64", prints(onOutput, func(_ *life, t *oauth2.Token) string { return base64Of(t.AccessToken) }), output),
	}
	if contract == Prioticket {
		return list
	}
	const state = "client.confidential.state"
	return append(list,
		newDeviation("prints-password", "prints the password", prints(onError, func(l *life, _ *oauth2.Token) string { return "logging in with " + l.task.password }), output),
		newDeviation("prints-refresh-token", "prints the refresh token", prints(onOutput, func(_ *life, t *oauth2.Token) string { return "refresh token: " + t.RefreshToken }), output),
		newDeviation("prints-login", "prints the form that it logs in with", prints(onError, func(l *life, _ *oauth2.Token) string {
			return url.Values{"grant_type": {"password"}, "username": {l.task.username}, "password": {l.task.password}}.Encode()
		}), output),
		newDeviation("keeps-password", "keeps the password in a file", saves("credentials.ini", func(l *life) string { return "user=" + l.task.username + "\npassword=" + l.task.password + "\n" }), state),
		newDeviation("keeps-password-as-name", "names a file of its session after the password", func(h *habits) {
			h.keeps = append(slices.Clone(h.keeps), func(l *life, _ *session) {
				if l.task.password != "" {
					l.keep("session-"+l.task.password, "x")
				}
			})
		}, state),
		newDeviation("keeps-password-base64", "keeps the password in a file, in base64", saves("session", func(l *life) string { return base64Of(l.task.password) }), state),
		newDeviation("keeps-login-base64", "keeps the user's name and password in a file, in base64 together", saves("session", func(l *life) string { return base64Of(pair(l.task.username, l.task.password)) }), state),
		newDeviation("keeps-password-hex", "keeps the password in a file, in hexadecimal digits", saves("session.dat", func(l *life) string { return hex.EncodeToString([]byte(l.task.password)) }), state),
	)
}

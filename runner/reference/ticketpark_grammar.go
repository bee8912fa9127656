package reference

import (
	"encoding/base64"
	"net/http"
)

// ticketparkGrammarDeviations are challenges that cannot be read (R23, R24).
func ticketparkGrammarDeviations() []Deviation {
	challenged := func(value string) func(*Config) {
		return replies(status(http.StatusUnauthorized), field("WWW-Authenticate", value))
	}
	bearer := func(value string) func(*Config) { return uses(refusedUse, field("WWW-Authenticate", value)) }
	return []Deviation{
		breaks("challenge-comma-after-scheme", "puts a comma between the scheme and its realm", challenged(`Basic, realm="ticketpark"`), "headers.www-authenticate.grammar"),
		breaks("challenge-schemeless", "names a realm and no scheme", challenged(`realm="ticketpark"`), "headers.www-authenticate.grammar"),
		breaks("resource-challenge-comma", "puts a comma between the scheme and its realm at the resource", bearer(`Bearer, realm="ticketpark"`), "resource.www-authenticate.grammar"),
		breaks("resource-challenge-words", "sends words for a challenge from the resource", bearer(`token required: log in`), "resource.www-authenticate.grammar"),
	}
}

// retoldAsJWTs tells clients tokens in the shape of JWTs.
func retoldAsJWTs(c *Config) {
	part := base64.RawURLEncoding.EncodeToString
	reshaped(func() string {
		return part([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + part([]byte(`{"jti":"`+random(idLength)+`"}`)) + "." + part([]byte(random(32)))
	}, func(token string) string { return token })(c)
}

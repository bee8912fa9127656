package ticketpark

import (
	"encoding/base64"
	"net/http"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// grammarFaults are challenges that cannot be read (R23, R24).
func grammarFaults() []fault.Deviation {
	challenged := func(value string) func(*reference.Config) {
		return fault.Responses(fault.WithStatus(http.StatusUnauthorized), fault.SetField("WWW-Authenticate", value))
	}
	bearer := func(value string) func(*reference.Config) {
		return fault.Uses(fault.RefusedUse, fault.SetField("WWW-Authenticate", value))
	}
	return []fault.Deviation{
		fault.New("challenge-comma-after-scheme", "puts a comma between the scheme and its realm", challenged(`Basic, realm="ticketpark"`), "headers.www-authenticate.grammar"),
		fault.New("challenge-schemeless", "names a realm and no scheme", challenged(`realm="ticketpark"`), "headers.www-authenticate.grammar"),
		fault.New("resource-challenge-comma", "puts a comma between the scheme and its realm at the resource", bearer(`Bearer, realm="ticketpark"`), "resource.www-authenticate.grammar"),
		fault.New("resource-challenge-words", "sends words for a challenge from the resource", bearer(`token required: log in`), "resource.www-authenticate.grammar"),
	}
}

// retoldAsJWTs tells clients tokens in the shape of JWTs.
func retoldAsJWTs(c *reference.Config) { underHeader(`{"alg":"HS256","typ":"JWT"}`)(c) }

// underHeader is retoldAsJWTs for JWTs of the header given.
func underHeader(header string) func(*reference.Config) {
	part := base64.RawURLEncoding.EncodeToString
	return fault.Reshaped(func() string {
		return part([]byte(header)) + "." + part([]byte(`{"jti":"`+reference.Random(reference.IDLength)+`"}`)) + "." + part([]byte(reference.Random(32)))
	}, func(token string) string { return token })
}

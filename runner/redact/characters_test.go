package redact

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
)

// TestCharactersOfAnEcho holds placeholders to what is judged of a value: whether it holds a character that errors may
// not hold (RFC 6749, section 5.2) is the same before and after, whatever the run's key.
func TestCharactersOfAnEcho(t *testing.T) {
	const odd = `S3cr&t/Canary+Ünï"\<9x>=?ÿ Z`
	token := jwtOf(`{"sub":"client-4711","scope":"distributor","exp":1790000000,"jti":"a1b2c3"}`, "c2lnbmF0dXJlLTQ3MTEtYWJj")
	for _, secret := range []string{
		"s3cr3tValue9xABCD", odd, "client.Canary-4711", "at-4711-zQ8kLmN0pR", token, "1234567890", "with space+plus", `back\slash\u0041end9`,
		base64.StdEncoding.EncodeToString([]byte("client.Canary-4711:" + odd)),
	} {
		for _, row := range promises() {
			said := "it is " + row.write(secret) + " !"
			for range 5 {
				r := redactor(t, evidence.Secret{Value: odd}, evidence.Secret{Value: "client.Canary-4711"}, evidence.Secret{Value: "s3cr3tValue9xABCD"}, evidence.Secret{Value: secret})
				r.Exchange(evidence.Exchange{Response: &evidence.Response{Status: 200, Body: []byte(`{"access_token":"` + token + `","refresh_token":"at-4711-zQ8kLmN0pR"}`)}})
				x := r.Exchange(evidence.Exchange{Response: &evidence.Response{Status: 400, Body: []byte(`{"error":"invalid_request","error_description":` + jsonQuoted(said) + `}`)}})
				x = r.Record(evidence.Record{Exchanges: []evidence.Exchange{x}}).Exchanges[0]
				now, _ := x.Members()["error_description"].(string)
				if wire.OAuthText(now) != wire.OAuthText(strings.ToValidUTF8(said, "\ufffd")) {
					t.Errorf("%s: %.200q became %q", row.name, said, now)
					break
				}
			}
		}
	}
}

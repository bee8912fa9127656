package clause

import (
	"strings"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
)

// Blocking is the clause that wants what a question could not be asked without: its failure keeps what rests on it from
// being judged (R26). "" for something that no clause wants.
func Blocking(lack evidence.Lack) string {
	return map[evidence.Lack]string{
		evidence.LacksToken:        Accepted,
		evidence.LacksHTTPS:        "transport.server.https",
		evidence.LacksCertificate:  "transport.tls.certificate",
		evidence.LacksUsableToken:  "token.access-token.usable",
		evidence.LacksLogin:        "token.valid.after-refusals",
		evidence.LacksLifetime:     "token.expires-in.positive",
		evidence.LacksService:      ResourceAccepted,
		evidence.LacksRefresh:      Refreshed,
		evidence.LacksRefreshToken: "token.body.refresh_token.required",
		evidence.LacksRenewal:      "lifecycle.refresh.accepted",
	}[lack]
}

// blocking is Blocking in the clause's contract: the member that is lacking may have another place there.
func (c Clause) blocking(lack evidence.Lack) string {
	if lack == evidence.LacksRefreshToken && c.layout.Moved(wire.RefreshToken) {
		return Dotted("token.body." + strings.Join(wire.PointerTokens(c.layout.Place(wire.RefreshToken)), ".") + ".required")
	}
	return Blocking(lack)
}

package client

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/authconform/authconform/runner/client/stage"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/suites/evidence"
)

// ending makes tokens worthless to the moment: when their time is over, when the scenario has them revoked, and with another
// scheme than theirs (R30).
func (p *play) ending(target http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if heard := stage.HeardOf(r.Context()); heard != nil && heard.Endpoint == evidence.ResourceEndpoint {
			for _, shown := range heard.Shown {
				if shown.What == evidence.AccessToken && shown.Where == evidence.InAuthorization && shown.Token > 0 {
					p.judgeToken(r, shown)
				}
			}
		}
		if p.behaviour.chunked {
			w = inPieces{w}
		}
		target.ServeHTTP(w, r)
	})
}

// judgeToken has the target refuse a token that is good no more, or not so.
func (p *play) judgeToken(r *http.Request, shown evidence.Shown) {
	revoked := p.behaviour.revokes > 0 && shown.Token == 1 && p.book.Used(shown.Token) >= p.behaviour.revokes
	if revoked || p.book.Expired(shown.Token) {
		_, token := reference.SplitScheme(r.Header.Get("Authorization"))
		p.target.Revoke(token)
	}
	scheme := cmp.Or(p.house.contract.Facts.Tokens.Scheme, p.book.Type(shown.Token))
	if scheme != "" && !strings.EqualFold(scheme, shown.Scheme) {
		r.Header.Set("Authorization", "Bearer none")
	}
}

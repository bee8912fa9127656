package client

import (
	"slices"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/wire"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

const httpsOnly Source = "concept page, HTTPS Required"

// connections are what a client sends where (R34).
func connections(c *openapi.Contract) []Clause {
	return watched(c,
		row{New("client.transport.https-only", Mandatory, httpsOnly, 34,
			"sends nothing over plain HTTP, wherever it is redirected to", by(scenario.RedirectPlain, scenario.RedirectResource), wants("no request over plain HTTP")), httpsAlone},
		row{New("client.transport.same-host", Mandatory, "RFC 9700, section 4.12", 34,
			"shows no secret to another host", by(scenario.RedirectHost), wants("no credentials and no token where a redirect points")), sameHost},
		row{New("client.transport.certificate", Mandatory, httpsOnly, 34,
			"sends nothing to who shows a certificate of an authority that it does not trust", by(scenario.UntrustedCA), wants("no request")), verifies(scenario.UntrustedCA)},
		row{New("client.transport.host-name", Mandatory, httpsOnly, 34,
			"sends nothing to who shows a certificate for another host", by(scenario.UntrustedHost), wants("no request")), verifies(scenario.UntrustedHost)},
		row{New("client.transport.tls-version", Recommended, "RFC 9325, section 3.1.1", 34,
			"offers TLS 1.2 or later", by(scenario.Steady), wants("TLS 1.2 or TLS 1.3")), versionCheck().rule},
	)
}

// requested says that something was asked, in whichever words: a bare handshake asks nothing.
func requested(x evidence.Exchange) bool { return x.Request.Method != "" || x.Heard.Endpoint != "" }

// httpsAlone looks everywhere, and is content where both redirects were given and not followed.
func httpsAlone(v view) finding {
	var f finding
	for _, s := range v.scenes {
		for _, x := range s.heard {
			if x.Heard.Channel == evidence.InClear && requested(x) {
				f.violates(x, violation("URL", "transport.plain", "wanted no request over plain HTTP, found one"))
			}
		}
	}
	if len(f.broken) > 0 {
		return f
	}
	for _, name := range []scenario.Name{scenario.RedirectPlain, scenario.RedirectResource} {
		f.waitFor(v, name)
	}
	return f
}

// waitFor notes what a redirect is answered by; or why nothing is known.
func (f *finding) waitFor(v view, name scenario.Name) {
	s := v.of(name)
	redirects := s.redirects()
	switch held := v.idle(s); {
	case len(redirects) == 0:
		f.held = v.unmet(s, "the client asked for nothing that is redirected")
	case held != nil:
		f.held = held
	}
	f.saw(redirects...)
	if f.held != nil {
		f.seen = nil
	}
}

func (s scene) redirects() []evidence.Exchange {
	return slices.DeleteFunc(slices.Concat(s.asks, s.calls), func(x evidence.Exchange) bool { return status(x)/100 != 3 })
}

func sameHost(v view) finding {
	var f finding
	for _, s := range v.scenes {
		for _, x := range s.heard {
			if x.Heard.Channel != evidence.OtherHost || !requested(x) {
				continue
			}
			f.note = "it follows the redirect to another host, without a secret"
			for _, shown := range x.Heard.Shown {
				if shown.Flaw != evidence.FlawIncomplete && shown.Flaw != evidence.FlawMadeUp {
					f.violates(x, violation(placeName(shown.Where), "transport.other-host", "wanted no secret for another host, found the %s in %s", words(shown.What), inWords(shown.Where)))
				}
			}
		}
	}
	if len(f.broken) == 0 {
		f.waitFor(v, scenario.RedirectHost)
	}
	return f
}

// verifies wants a handshake, and nothing after it.
func verifies(name scenario.Name) rule {
	return func(v view) finding {
		var f finding
		s := v.of(name)
		for _, x := range s.heard {
			if x.Heard.Channel == evidence.InClear { // https-only tells of that
				continue
			}
			f.saw(x)
			if requested(x) {
				f.violates(x, violation("", "transport.untrusted", "wanted no request to who shows a certificate that does not verify, found one"))
			}
		}
		if held := v.idle(s); held != nil && len(f.broken) == 0 {
			f.held, f.seen = held, nil
		}
		if len(f.seen) == 0 && f.held == nil {
			f.held = inconclusive("the client began no handshake in the scenario %s: %s", s.Name, s.end())
		}
		return f
	}
}

func versionCheck() check {
	return check{
		id: "client.transport.tls-version", none: "it began no handshake",
		of: func(s scene) []evidence.Exchange {
			return slices.DeleteFunc(slices.Clone(s.heard), func(x evidence.Exchange) bool { return x.Heard.Offered == "" })
		},
		broken: func(_ scene, x evidence.Exchange) []wire.Violation {
			if slices.Contains([]string{"TLS 1.2", "TLS 1.3"}, x.Heard.Offered) {
				return nil
			}
			return []wire.Violation{violation("", "transport.version", "wanted TLS 1.2 or later offered, found %s at most", x.Heard.Offered)}
		},
	}
}

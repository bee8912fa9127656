package main

import "github.com/authconform/authconform/suites/clause"

// commonUnasked is what is not asked of the library in either run: it protects no resource here, and nobody has set up
// further clients.
func commonUnasked() []ruling {
	return []ruling{
		{
			clause.Skipped, "",
			"R13 to R17 speak of a protected resource, and none is configured.",
			[]string{
				"resource.token.accepted", "resource.token.reused", "resource.token.other", "resource.token.side-by-side",
				"resource.token.at-the-end", "resource.scheme.case", "resource.no-header.refused", "resource.no-header.message",
				"resource.no-header.model", "resource.token-in-query.refused", "resource.garbage.refused", "resource.garbage.message",
				"resource.tampered-payload.refused", "resource.tampered-payload.message", "resource.tampered-signature.refused",
				"resource.tampered-signature.message", "resource.alg-none.refused", "resource.alg-none.message",
				"resource.empty-token.refused", "resource.empty-token.message", "resource.client-credentials.refused",
				"resource.client-credentials.message", "resource.wrong-scheme.refused", "resource.www-authenticate.grammar",
				"errors.content-type-none.refused", "errors.parameters-in-query.refused", "lifecycle.reissued.lifetime", "resource.alg-none-spelt.refused", "resource.empty-signature.message",
				"resource.empty-signature.refused", "resource.longer-token.message", "resource.longer-token.refused",
				"resource.other-case.message", "resource.other-case.refused", "resource.token.connections", "transport.plain-http.resource-rejected",
				"lifecycle.expiry.alive", "lifecycle.expiry.refused", "lifecycle.expiry.message",
				"lifecycle.revoked.refused", "lifecycle.revoked.message",
			},
		},
		{
			clause.Skipped, "",
			"R9: these take clients that the target's owner has to set up.",
			[]string{"errors.unauthorized-client.refused", "errors.invalid-grant-client.refused", "token.special-client"},
		},
		{
			clause.Skipped, "",
			"The core profile asks with no library, and no run sends a burst by itself.",
			[]string{"token.library.header", "token.json.layout", "token.library.params", "errors.burst.answer"},
		},
	}
}

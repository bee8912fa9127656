package suites

func headerMends() []remediation {
	return []remediation{
		{"headers.scheme.case", "Compare the scheme of Authorization without case (RFC 9110, section 11.1): basic is Basic."},
		{"headers.names.case", "Look header fields up by name without case; HTTP/2 sends them in lower case. The framework's own accessor does that, a plain map does not."},
		{"headers.www-authenticate.*", "Write the challenge as scheme, space, parameters, such as Basic realm=\"token endpoint\". Quote the values, and put commas only between parameters or challenges."},
		{"headers.cache-control.no-store", "Send Cache-Control: no-store with every answer that holds a token (RFC 6749, section 5.1). Caches may otherwise keep it and give it to others."},
		{"headers.allow.on-405", "Send Allow with the methods that the endpoint has, such as Allow: POST, on every 405."},
		{"headers.retry-after.on-429", "Send Retry-After with every 429, in seconds: clients then wait as long as they must, and no longer."},
		{"transport.server.https", "Serve the contract at an https address, and publish that address alone."},
		{"transport.plain-http.redirect", "Reject plain HTTP instead of redirecting it: by then the secret has already travelled in clear text. Closing the port is best."},
		{"transport.plain-http.credentials-rejected", "Close the plain port at the load balancer: whoever answers there has read credentials that travelled in clear text."},
		{"transport.plain-http.resource-rejected", "Close the plain port at the load balancer for the resource, too: whoever answers there has read a live token that travelled in clear text."},
		{"transport.plain-http.rejected", "Close the plain port at the load balancer, or answer 4xx to everything there without handing it to the service. Nothing on it may read credentials."},
		{"transport.tls.certificate", "Serve the whole chain, for the host's own name, from an authority that clients know, and renew it in time. For a private authority, give it to authconform with --ca-cert."},
		{"transport.tls.1-2", "Leave TLS 1.2 enabled, with current cipher suites: not every client has 1.3 yet."},
		{"transport.tls.*-refused", "Set the least version of TLS to 1.2 where it ends: load balancer, proxy or server. Their defaults are often older than RFC 8996."},
		{"transport.hsts", "Send Strict-Transport-Security with every answer over HTTPS, such as max-age=31536000. One setting of the proxy does it."},
	}
}

func resourceMends() []remediation {
	return []remediation{
		{"resource.www-authenticate.grammar", "Write the challenge as scheme, space, parameters, such as Bearer realm=\"api\", error=\"invalid_token\". Put commas only between parameters or challenges."},
		{"resource.token.*", "Accept a token as often as it is shown until it expires: check signature and expiry, and do not use it up. Several nodes need the same keys or the same store, and a new token must not retire the one before."},
		{"resource.scheme.case", "Compare the token's type before the token without case (RFC 9110, section 11.1): bearer is Bearer."},
		{"resource.refreshed.accepted", "Make the access token of a refresh known wherever tokens are checked before it is sent. A store that is replicated late is the usual cause."},
		{"resource.no-header.model", "Have the gateway answer in the documented error model as the service does, with error and a reference."},
		{"*.message", "Say in the body of the refusal what is wrong, in a text for people. Gateways that refuse before the service often send an empty body."},
		{"resource.*.challenge", "Refuse with 401 and WWW-Authenticate: Bearer (RFC 6750, section 3). Clients take that as the sign to get a new token."},
		{"resource.no-header.refused", "Look for Authorization before anything else and refuse a request without it, with a status that the contract names. A route that was left out of the check answers as if nothing were wrong."},
		{"resource.token-in-query.refused", "Read the token from Authorization alone: an address ends up in logs and histories. Many libraries also look into the query unless told not to."},
		{"resource.tampered-*.refused", "Verify the signature over header and payload, with the issuer's key, before reading any claim. Decoding a token is not verifying it."},
		{"resource.other-case.refused", "Compare tokens byte by byte. A column or a cache that folds case takes many tokens for one."},
		{"resource.longer-token.refused", "Compare the whole token and its length, and let the decoder refuse what it does not need. A prefix that fits is no token."},
		{"resource.tampered.refused", "Compare the whole token, and not a part or a checksum of it."},
		{"resource.empty-signature.refused", "Refuse a token without a signature before comparing anything: an empty one must not equal what could not be computed."},
		{"resource.alg-none*.refused", "Fix the accepted algorithms in the configuration, and never take them from the token's own header. none is not among them."},
		{"resource.client-credentials.refused", "Accept tokens alone at resources: credentials are for the token endpoint. Let the check of each place know its own scheme only."},
		{"resource.wrong-scheme.refused", "Check the scheme before the token, and refuse every other one. Cutting off everything up to the first space skips that check."},
		{"resource.refresh-token.refused", "Check what a token was issued for: a refresh token opens no resource. Keep the two kinds apart in the store, or by a claim."},
		{"resource.*.refused", "Refuse what is not a token of this service with the documented status, and catch what the token parser throws. An uncaught error becomes a 500, a caught and ignored one an open door."},
		{"lifecycle.expiry.alive", "Let a token live as long as expires_in says, not shorter: sessions and caches in between must not end earlier. Check that the servers' clocks agree."},
		{"lifecycle.expiry.refused", "Check the expiry at every use, against the token's own end, and allow no more than a small difference of clocks. Use must not prolong it, and a cache of checked tokens must not outlive it."},
		{"lifecycle.revoked.refused", "Look up at every use whether the token was revoked, or keep it short-lived and the list of revoked ones close. A signature alone does not tell."},
		{"lifecycle.refresh.accepted", "Let a refresh token outlive the access token: it is of use only once that has expired. Do not end the session with the access token."},
		{"lifecycle.reissued.lifetime", "Write into expires_in what is left of a token that comes out of a cache, or issue a new one. Who trusts the full lifetime uses it when it is dead."},
		{"lifecycle.refreshed.alive", "Let a refreshed token live as long as its own expires_in says. A session that ends in between takes it along."},
		{"lifecycle.refreshed.refused", "Check the expiry of refreshed tokens as of all others: a store that renews an entry must renew its end too."},
		{"lifecycle.refreshed.accepted", "Give the new access token a lifetime of its own, from now, instead of the end of the first one."},
	}
}

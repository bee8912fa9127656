package caller

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
)

// pairOf is how a contract joins identifier and secret.
func pairOf(contract string) func(id, secret string) string {
	if contract == Ticketpark {
		return pair
	}
	return formPair
}

func authenticationFaults(contract string) []Deviation {
	join, base64Of := pairOf(contract), base64.StdEncoding.EncodeToString
	plain := func(content []byte) string { return string(content) }
	const wellFormed = "client.authentication.basic"
	wrapped := func(width int) func(*habits) {
		return func(h *habits) {
			asks(basic(join, broken(width)))(h)
			h.unwritten = true
		}
	}
	return []Deviation{
		newDeviation("credentials-missing", "does not authenticate", asks(without("Authorization")), wellFormed),
		newDeviation("credentials-in-body", "sends its credentials in the body", asks(without("Authorization"), inBody), "client.authentication.in-header"),
		newDeviation("credentials-in-both", "sends its credentials in the header and in the body", asks(inBody), "client.authentication.one-mechanism"),
		newDeviation("credentials-in-query", "sends its credentials in the URL", asks(without("Authorization"), inURL), "client.authentication.not-in-url"),
		newDeviation("credentials-in-query-too", "sends its credentials in the header and in the URL", asks(inURL), "client.authentication.not-in-url", "client.authentication.one-mechanism"),
		newDeviation("basic-plain", "sends its credentials as Basic without base64", asks(basic(join, plain)), wellFormed),
		newDeviation("basic-hex", "sends its credentials as Basic in hexadecimal digits", asks(basic(join, hex.EncodeToString)), wellFormed),
		newDeviation("basic-unpadded", "leaves the padding of base64 away", asks(basic(join, base64.RawStdEncoding.EncodeToString)), wellFormed),
		newDeviation("basic-line-break", "breaks the line of its credentials after 60 characters, as an encoder for mail does", wrapped(60), wellFormed),
		newDeviation("basic-swapped", "writes the secret before the identifier", asks(basic(func(id, secret string) string { return join(secret, id) }, base64Of)), wellFormed),
		newDeviation("basic-no-colon", "joins identifier and secret without a colon", asks(basic(func(id, secret string) string { return id + secret }, base64Of)), wellFormed),
		newDeviation("basic-identifier-alone", "sends the identifier without the secret", asks(basic(func(id, _ string) string { return join(id, "") }, base64Of)), wellFormed),
		newDeviation("basic-secret-cut", "cuts the last character of the secret off", asks(basic(func(id, secret string) string { return join(id, secret[:len(secret)-1]) }, base64Of)), wellFormed),
		newDeviation("basic-secret-upper-case", "writes the secret in upper case", asks(basic(func(id, secret string) string { return join(id, strings.ToUpper(secret)) }, base64Of)), wellFormed),
		newDeviation("basic-line-end", "sends a line's end as the end of the secret", asks(basic(func(id, secret string) string { return join(id, secret) + "\n" }, base64Of)), wellFormed),
		newDeviation("basic-scheme-bearer", "sends its credentials as Bearer", asks(authenticated(func(id, secret string) string { return "Bearer " + base64Of([]byte(join(id, secret))) })), wellFormed),
		newDeviation("basic-scheme-missing", "sends its credentials without a scheme", asks(authenticated(func(id, secret string) string { return base64Of([]byte(join(id, secret))) })), wellFormed),
		newDeviation("basic-base64-twice", "encodes its credentials in base64 twice", asks(basic(join, func(content []byte) string { return base64Of([]byte(base64Of(content))) })), wellFormed),
		newDeviation("secret-in-field", "sends its secret in a field of its own too", asks(func(l *life, d *draft) {
			d.Header.Set("X-Client-Secret", l.task.secret)
		}), "client.authentication.one-mechanism"),
	}
}

// encodingFaults are of Prioticket's form-encoding, which only special characters show.
func encodingFaults() []Deviation {
	base64Of := base64.StdEncoding.EncodeToString
	const encoded, scenario = "client.authentication.form-encoded", "special"
	twice := func(text string) string { return url.QueryEscape(url.QueryEscape(text)) }
	return []Deviation{
		newDeviation("basic-unencoded", "does not form-encode identifier and secret", asks(basic(pair, base64Of)), encoded).in(scenario),
		newDeviation("basic-secret-unencoded", "form-encodes the identifier, and not the secret", asks(basic(func(id, secret string) string { return pair(url.QueryEscape(id), secret) }, base64Of)), encoded).in(scenario),
		newDeviation("basic-encoded-twice", "form-encodes identifier and secret twice", asks(basic(func(id, secret string) string { return pair(twice(id), twice(secret)) }, base64Of)), "client.authentication.basic").in(scenario),
		newDeviation("basic-url-alphabet", "uses the alphabet of base64 that is for URLs", asks(basic(formPair, base64.URLEncoding.EncodeToString)), "client.authentication.basic").in(scenario),
	}
}

package reference

import (
	"fmt"
	"net/http"
	"strings"
)

// negotiationDeviations are faults in media types (R9).
func negotiationDeviations() []Deviation {
	return []Deviation{
		breaks("text-plain-taken", "reads a body that is called text/plain", takes(typedAs("text/plain"), typedJSON), "errors.content-type-text.refused"),
		breaks("text-plain-500", "fails on a body that is called text/plain", to(typedAs("text/plain"), generic(http.StatusInternalServerError)),
			"errors.content-type-text.refused"),
		breaks("no-content-type-taken", "reads a body that has no content type", takes(typedAs(""), typedJSON), "errors.content-type-none.refused").seenBy(Full),
		breaks("no-content-type-500", "fails on a body that has no content type", to(typedAs(""), generic(http.StatusInternalServerError)), "errors.content-type-none.refused").seenBy(Full),
		breaks("accept-xml-400", "refuses a client that accepts XML alone with 400", to(acceptsXML, oauth(http.StatusBadRequest, codeInvalidRequest)), "errors.accept-xml.answer"),
		breaks("accept-xml-answered", "issues a token in XML", to(acceptsXML, statusIs(http.StatusOK),
			content("application/xml", "<token><access_token>none</access_token></token>")), "errors.accept-xml.answer"),
		breaks("accept-xml-415", "answers a client that accepts XML alone with 415", to(acceptsXML, generic(http.StatusUnsupportedMediaType)), "errors.accept-xml.answer"),
	}
}

// methodDeviations are methods that are taken, or refused in the wrong way (R9).
func methodDeviations() []Deviation {
	var list []Deviation
	for _, name := range []string{http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		lower := strings.ToLower(name)
		clause := "errors.method-" + lower + ".refused"
		list = append(list,
			breaks(lower+"-taken", "issues tokens to the method "+name, takes(byMethod(name), posted, documentedContent), clause),
			breaks(lower+"-404", "answers the method "+name+" with 404", to(byMethod(name), generic(http.StatusNotFound)), clause))
	}
	other := func(q *inquiry) bool { return !posts(q) }
	return append(list,
		breaks("methods-400", "refuses other methods with 400", to(other, oauth(http.StatusBadRequest, codeInvalidRequest)),
			"errors.method-get.refused", "errors.method-delete.refused", "errors.method-head.refused", "errors.method-patch.refused", "errors.method-put.refused"),
		breaks("head-200", "answers HEAD with 200", to(byMethod(http.MethodHead), statusIs(http.StatusOK)), "errors.method-head.refused"),
		breaks("head-204", "answers HEAD with 204", to(byMethod(http.MethodHead), statusIs(http.StatusNoContent)), "errors.method-head.refused"),
	)
}

// headerDeviations are header fields that are missing (R9, R19).
func headerDeviations() []Deviation {
	return []Deviation{
		breaks("allow-missing", "does not list its methods when it refuses one", replies(status(http.StatusMethodNotAllowed), field("Allow")), "headers.allow.on-405"),
		breaks("allow-empty", "lists no method when it refuses one", replies(status(http.StatusMethodNotAllowed), field("Allow", "")), "headers.allow.on-405"),
		breaks("hsts-missing", "does not ask browsers to use HTTPS only", replies(every, field("Strict-Transport-Security")), "transport.hsts"),
	}
}

// methodRefused mutates the answers to a method that the token endpoint does not have.
func methodRefused(changes ...change) func(*Config) {
	return replies(status(http.StatusMethodNotAllowed), changes...)
}

// headDeviations are answers to HEAD that have content, which only those see who read the connection to its end (R9).
func headDeviations() []Deviation {
	const clause = "errors.method-head.refused"
	page := `{"error":"METHOD_NOT_ALLOWED","error_reference":"1"}`
	return []Deviation{
		breaks("head-body", "answers HEAD with a body", headContent(page), clause).betweenVersions(),
		breaks("head-body-chunked", "answers HEAD with a body in chunks", headContent(fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(page), page)), clause).betweenVersions(),
		breaks("head-body-line", "answers HEAD with an empty line too many", headContent("\r\n"), clause).betweenVersions(),
	}
}

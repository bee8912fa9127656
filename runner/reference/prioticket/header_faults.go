package prioticket

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// negotiationDeviations are faults in media types (R9).
func negotiationDeviations() []fault.Deviation {
	return []fault.Deviation{
		fault.New("text-plain-taken", "reads a body that is called text/plain", fault.Admit(fault.TypedAs("text/plain"), fault.TypedJSON), "errors.content-type-text.refused"),
		fault.New("text-plain-500", "fails on a body that is called text/plain", fault.ResponsesTo(fault.TypedAs("text/plain"), fault.Generic(http.StatusInternalServerError)),
			"errors.content-type-text.refused"),
		fault.New("no-content-type-taken", "reads a body that has no content type", fault.Admit(fault.TypedAs(""), fault.TypedJSON), "errors.content-type-none.refused").SeenBy(fault.Full),
		fault.New("no-content-type-500", "fails on a body that has no content type", fault.ResponsesTo(fault.TypedAs(""), fault.Generic(http.StatusInternalServerError)), "errors.content-type-none.refused").SeenBy(fault.Full),
		fault.New("accept-xml-400", "refuses a client that accepts XML alone with 400", fault.ResponsesTo(acceptsXML, fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest)), "errors.accept-xml.answer"),
		fault.New("accept-xml-answered", "issues a token in XML", fault.ResponsesTo(acceptsXML, fault.SetStatus(http.StatusOK),
			fault.SetContent("application/xml", "<token><access_token>none</access_token></token>")), "errors.accept-xml.answer"),
		fault.New("accept-xml-415", "answers a client that accepts XML alone with 415", fault.ResponsesTo(acceptsXML, fault.Generic(http.StatusUnsupportedMediaType)), "errors.accept-xml.answer"),
	}
}

// methodDeviations are methods that are taken, or refused in the wrong way (R9).
func methodDeviations() []fault.Deviation {
	var list []fault.Deviation
	for _, name := range []string{http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		lower := strings.ToLower(name)
		clause := "errors.method-" + lower + ".refused"
		list = append(list,
			fault.New(lower+"-taken", "issues tokens to the method "+name, fault.Admit(fault.ByMethod(name), fault.Posted, documentedContent), clause),
			fault.New(lower+"-404", "answers the method "+name+" with 404", fault.ResponsesTo(fault.ByMethod(name), fault.Generic(http.StatusNotFound)), clause))
	}
	other := func(q *fault.Request) bool { return !fault.Posts(q) }
	return append(list,
		fault.New("methods-400", "refuses other methods with 400", fault.ResponsesTo(other, fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest)),
			"errors.method-get.refused", "errors.method-delete.refused", "errors.method-head.refused", "errors.method-patch.refused", "errors.method-put.refused"),
		fault.New("head-200", "answers HEAD with 200", fault.ResponsesTo(fault.ByMethod(http.MethodHead), fault.SetStatus(http.StatusOK)), "errors.method-head.refused"),
		fault.New("head-204", "answers HEAD with 204", fault.ResponsesTo(fault.ByMethod(http.MethodHead), fault.SetStatus(http.StatusNoContent)), "errors.method-head.refused"),
	)
}

// headerDeviations are header fields that are missing (R9, R19).
func headerDeviations() []fault.Deviation {
	return []fault.Deviation{
		fault.New("allow-missing", "does not list its methods when it refuses one", fault.Responses(fault.WithStatus(http.StatusMethodNotAllowed), fault.SetField("Allow")), "headers.allow.on-405"),
		fault.New("allow-empty", "lists no method when it refuses one", fault.Responses(fault.WithStatus(http.StatusMethodNotAllowed), fault.SetField("Allow", "")), "headers.allow.on-405"),
		fault.New("hsts-missing", "does not ask browsers to use HTTPS only", fault.Responses(fault.Always, fault.SetField("Strict-Transport-Security")), "transport.hsts"),
	}
}

// methodRefused mutates the answers to a method that the token endpoint does not have.
func methodRefused(changes ...fault.Edit) func(*reference.Config) {
	return fault.Responses(fault.WithStatus(http.StatusMethodNotAllowed), changes...)
}

// headDeviations are answers to HEAD that have content, which only those see who read the connection to its end (R9).
func headDeviations() []fault.Deviation {
	const clause = "errors.method-head.refused"
	page := `{"error":"METHOD_NOT_ALLOWED","error_reference":"1"}`
	return []fault.Deviation{
		fault.New("head-body", "answers HEAD with a body", fault.HeadContent(page), clause).BetweenVersions(),
		fault.New("head-body-chunked", "answers HEAD with a body in chunks", fault.HeadContent(fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(page), page)), clause).BetweenVersions(),
		fault.New("head-body-line", "answers HEAD with an empty line too many", fault.HeadContent("\r\n"), clause).BetweenVersions(),
	}
}

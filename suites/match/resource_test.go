package match_test

import (
	"testing"

	. "github.com/onsi/gomega"

	"github.com/authconform/authconform/suites/match"
)

func TestServed(t *testing.T) {
	check(t, []row{
		{"200", match.Accepted(), answered(200, ""), nil},
		{"299", match.Accepted(), answered(299, ""), nil},
		{"199", match.Accepted(), answered(199, ""), breaks("status status")},
		{"300", match.Accepted(), answered(300, ""), breaks("status status")},
		{"403", match.Accepted(), answered(403, canary), breaks("status status")},
	}, canary)
}

func TestUnserved(t *testing.T) {
	one, two := match.Rejected(match.Status(403)), match.Rejected(match.Status(400), match.Status(403))
	check(t, []row{
		{"the only one", one, answered(403, ""), nil},
		{"the first", two, answered(400, ""), nil},
		{"the last", two, answered(403, ""), nil},
		{"another refusal", two, answered(401, canary), breaks("status status")},
		{"an outage", two, answered(500, canary), breaks("status status")},
		{"a redirect", two, answered(302, ""), breaks("status status")},
		{"served", two, answered(200, canary), breaks("status served")},
		{"served with another status", two, answered(206, canary), breaks("status served")},
	}, canary)
	g := NewWithT(t)
	g.Expect(two.Note(answered(403, ""))).To(Equal("answered 403"), "where two conform, it is told which was given (R2)")
	g.Expect(one.Note(answered(403, ""))).To(BeEmpty())
}

func TestIsRefusal(t *testing.T) {
	g := NewWithT(t)
	for _, status := range []int{400, 403, 499} {
		g.Expect(match.IsRefusal(answered(status, ""))).To(BeEmpty())
	}
	g.Expect(match.IsRefusal(answered(200, ""))).To(Equal("the target did not refuse, it answered 200"))
	g.Expect(match.IsRefusal(answered(500, ""))).To(Equal("the target did not refuse, it answered 500"))
}

// TestMessage: what a person can read has a letter in it, and is a value: members' names say nothing of what happened.
func TestMessage(t *testing.T) {
	message := match.Message()
	check(t, []row{
		{"text", message, answered(403, "Forbidden"), nil},
		{"a page", message, answered(403, "<!DOCTYPE html>\n<title>Forbidden</title>"), nil},
		{"XML", message, answered(403, `<error message="no"/>`), nil},
		{"a page without a word", message, answered(403, "<html><head><style>p{color:red}</style><!-- no --></head><body>&nbsp;<p></body></html>"), breaks(" message")},
		{"a page of scripts", message, answered(403, `<!doctype html><script src="x">alert(1)</script >`), breaks(" message")},
		{"beyond ASCII", message, answered(403, `"é"`), nil},
		{"a member", message, answered(403, `{"code":7,"message":"no"}`), nil},
		{"a member within", message, answered(403, `{"errors":[{"detail":"no"}]}`), nil},
		{"nothing", message, answered(403, ""), breaks(" message")},
		{"digits", message, answered(403, "403"), breaks(" message")},
		{"names alone", message, answered(403, `{"error":7,"message":null,"hint":""}`), breaks(" message")},
		{"a literal", message, answered(403, "false"), breaks(" message")},
		{"a string of digits", message, answered(403, `["403"]`), breaks(" message")},
	})
}

// TestModel: the status that an answer of a resource came with is no matter of the token endpoint's document.
func TestModel(t *testing.T) {
	c := contract(t)
	generic, oauth := match.Model(c, "ErrorModel"), match.Model(c, "OAuthErrorModel")
	check(t, []row{
		{"the model", generic, answered(403, `{"error":"a","error_reference":"b"}`), nil},
		{"with what it allows", generic, answered(403, `{"error":"a","error_reference":"b","errors":["c"]}`), nil},
		{"with a status of the document", generic, answered(400, `{"error":"a","error_reference":"b"}`), nil},
		{"without a member", generic, answered(403, `{"error":"a"}`), breaks("/error_reference required")},
		{"with a member of another type", generic, answered(403, `{"error":"a","error_reference":7}`), breaks("/error_reference type")},
		{"a list", generic, answered(403, `[]`), breaks(" type")},
		{"more after it", generic, answered(403, `{"error":"a","error_reference":"b"}`+canary), breaks(" json.trailing")},
		{"text", generic, answered(403, canary), breaks(" json.syntax", " type")},
		{"a value that is listed", oauth, answered(403, badAsk), nil},
		{"a value that is not listed", oauth, answered(403, `{"error":"`+canary+`"}`), breaks("/error enum")},
	}, canary)
}

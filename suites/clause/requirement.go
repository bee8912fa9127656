package clause

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

// fromRequirement makes the clause that holds the target to what the contract's document states; false for
// statements about requests, which bind the client.
func fromRequirement(c *openapi.Contract, s openapi.Requirement) (Clause, bool) {
	form, ok := forms(c)[s.Kind]
	if !ok || s.Kind == openapi.TypeKind && s.Subject == "" && area(s) == "token" && !strings.Contains(s.Value, " that ") { // a token response is an object, or none
		return Clause{}, false
	}
	clause := form(s)
	if s.Kind == openapi.ServerKind && s.Pointer != addressed(c) || s.Kind == openapi.HeaderKind && s.Any && !s.Required {
		return Clause{}, false // one clause for all servers, and none that no answer could break
	}
	clause.ID = Dotted(clause.ID)
	clause.Level, clause.Source = Mandatory, Source("OpenAPI document, "+s.Pointer)
	if clause.Ruling == 0 {
		clause.Ruling = rulingOf(c, s)
	}
	if s.Kind == openapi.MethodKind && !c.Facts.Has(facts.StrictErrors) {
		return Clause{}, false // the document's way of stating it says more than its page does
	}
	return clause.At(s.File, s.Line), true
}

// addressed points to the server that the clause about all of them stands at: the first at an https address; "" for
// none.
func addressed(c *openapi.Contract) string {
	for s := range c.EachRequirement() {
		if s.Kind == openapi.ServerKind && s.Value == "https" {
			return s.Pointer
		}
	}
	return ""
}

// RequirementID is the ID of the clause that holds the target to a statement of the contract's document; "" for statements
// that bind the client, or nobody.
func RequirementID(c *openapi.Contract, s openapi.Requirement) string {
	stated, _ := fromRequirement(c, s)
	return stated.ID
}

// rulingOf is the ruling that says how the document is read.
func rulingOf(c *openapi.Contract, s openapi.Requirement) Ruling {
	switch {
	case area(s) == "token" && c.Facts.Has(facts.StrictTokens):
		return 6
	case area(s) == "token":
		return 21
	case c.Facts.Has(facts.StrictErrors):
		return 8
	default:
		return 23
	}
}

// forms gives, for each kind of statement that binds answers, how it reads as a clause.
func forms(c *openapi.Contract) map[openapi.Kind]func(openapi.Requirement) Clause {
	stated := func(s openapi.Requirement, wanted string) match.Matcher { return match.ConformsTo(c, s, wanted) }
	return map[openapi.Kind]func(openapi.Requirement) Clause{
		openapi.StatusKind: func(s openapi.Requirement) Clause {
			return Clause{
				ID: area(s) + ".status." + s.Subject, Sentence: "answers with status " + s.Subject + " and exactly one JSON text",
				Subject: withStatus(c, s), Hold: match.OneJSONText(),
			}
		},
		openapi.MediaTypeKind: func(s openapi.Requirement) Clause {
			return Clause{
				ID: fmt.Sprintf("%s.media-type.%d", area(s), s.Statuses[0]), Sentence: fmt.Sprintf("sends %s with status %d", s.Subject, s.Statuses[0]),
				Subject: withStatus(c, s), Hold: stated(s, "Content-Type: "+s.Subject),
			}
		},
		openapi.RequiredKind: func(s openapi.Requirement) Clause {
			return Clause{
				ID: schema(c, s) + ".required", Sentence: "sends the member " + s.Subject + with(s),
				Subject: withStatus(c, s), Hold: stated(s, "the member "+s.Subject),
			}.When(isObject)
		},
		openapi.TypeKind: func(s openapi.Requirement) Clause {
			if s.Subject == "" {
				return bodyType(c, s)
			}
			what := s.Subject
			return Clause{
				ID: schema(c, s) + ".type", Sentence: "makes " + what + " " + article(s.Value) + with(s),
				Subject: withStatus(c, s), Hold: stated(s, what+" that is "+article(s.Value)),
			}.When(has(s))
		},
		openapi.EnumKind: func(s openapi.Requirement) Clause {
			return Clause{
				ID: schema(c, s) + ".enum", Sentence: "gives no other " + s.Subject + " than the documented ones",
				Subject: withStatus(c, s), Hold: stated(s, "one of the documented values of "+s.Subject),
			}.When(has(s))
		},
		openapi.ClosedKind: func(s openapi.Requirement) Clause {
			return Clause{
				ID: schema(c, s) + ".closed", Sentence: "adds no member that is not documented" + with(s),
				Subject: withStatus(c, s), Hold: stated(s, "no other members"),
			}.When(isObject)
		},
		openapi.EnumValueKind: enumValue(c),
		openapi.HeaderKind:    header(c),
		openapi.MethodKind: func(s openapi.Requirement) Clause {
			return Clause{
				ID: "errors.method-" + strings.ToLower(s.Subject) + ".refused", Ruling: 9,
				Sentence: "refuses the method " + s.Subject + " with 405",
				Subject:  From(probe.Method(s.Subject)), Hold: match.Refused(match.Status(http.StatusMethodNotAllowed)),
			}
		},
		openapi.ServerKind: func(openapi.Requirement) Clause {
			return Clause{
				ID: "transport.server.https", Ruling: 18, Sentence: "is reached at an https address",
				Subject: Below(probe.Valid), Hold: match.OverTLS(),
			}
		},
	}
}

// bodyType holds a JSON body to the type of its model: one that is no JSON is a failure of its status already.
func bodyType(c *openapi.Contract, s openapi.Requirement) Clause {
	return Clause{
		ID: schema(c, s) + ".type", Sentence: "makes the body " + article(s.Value) + with(s),
		Subject: withStatus(c, s), Hold: match.ConformsTo(c, s, "a body that is "+article(s.Value)),
	}.When(func(x evidence.Exchange) string {
		if len(wire.StrictJSON(x.Response.Body)) == 0 {
			return ""
		}
		return "no such answer is JSON"
	})
}

// enumValue holds each documented value by itself: seen in any spelling, it has to be spelled as documented.
func enumValue(c *openapi.Contract) func(openapi.Requirement) Clause {
	return func(s openapi.Requirement) Clause {
		value := spelling(c, s)
		none := "no answer carried " + s.Value
		if why := c.NotProvokable(s.Value); why != "" {
			none += ": " + why
		}
		return Clause{
			ID: valueID(c, s), Sentence: "spells " + s.Value + " as documented",
			Subject: Answers(none, func(x evidence.Exchange) bool {
				return slices.Contains(s.Statuses, x.Response.Status) && value(x) != ""
			}),
			Hold: match.New(s.Subject+" "+s.Value, func(x evidence.Exchange) []wire.Violation {
				if value(x) == s.Value {
					return nil
				}
				return []wire.Violation{{Pointer: "/" + s.Subject, Rule: "spelling", Detail: "found another spelling of " + s.Value}}
			}),
		}
	}
}

func header(c *openapi.Contract) func(openapi.Requirement) Clause {
	return func(s openapi.Requirement) Clause {
		clause := Clause{
			ID:       fmt.Sprintf("headers.%s.on-%d", strings.ToLower(s.Subject), s.Statuses[0]),
			Sentence: fmt.Sprintf("sends %s as documented with status %d", s.Subject, s.Statuses[0]),
			Subject:  withStatus(c, s), Hold: match.ConformsTo(c, s, s.Subject+" as documented"),
		}
		if s.Required {
			return clause
		}
		return clause.When(func(x evidence.Exchange) string {
			answer, _ := x.Answer()
			if answer.Header.Get(s.Subject) == "" {
				return "no answer had a " + s.Subject
			}
			return ""
		})
	}
}

// withStatus takes every answer that has one of the statuses which the statement binds. Of success it
// takes token responses only: anything else with 200 is no token response at all.
func withStatus(c *openapi.Contract, s openapi.Requirement) Subject {
	none := fmt.Sprintf("no answer of this run had status %s", list(s.Statuses))
	if len(s.Statuses) == 1 {
		if why := c.NotProvokable(fmt.Sprint(s.Statuses[0])); why != "" {
			none = "no answer of this run had this status: " + why // one reason for many statuses
		}
	}
	return Answers(none, func(x evidence.Exchange) bool {
		return slices.Contains(s.Statuses, x.Response.Status) && x.Request.Method != http.MethodHead &&
			(x.Response.Status/100 != 2 || x.IsTokenResponse())
	})
}

func area(s openapi.Requirement) string {
	if len(s.Statuses) > 0 && s.Statuses[0]/100 == 2 {
		return "token"
	}
	return "errors"
}

// schema names the place in a schema: of success "token.body.expires_in", of errors "errors.error-model.errors.items". Where
// there are several models of success, they are told apart as those of errors are.
func schema(c *openapi.Contract, s openapi.Requirement) string {
	name := "body"
	if area(s) == "errors" || severalSuccesses(c) {
		name = kebab(s.Name)
	}
	return strings.Join(append([]string{area(s), name}, s.Path()...), ".")
}

// severalSuccesses says that the document has more than one model of a token response.
func severalSuccesses(c *openapi.Contract) bool {
	first := ""
	for s := range c.EachRequirement() {
		if area(s) != "token" || s.Name == "" || !slices.Contains([]openapi.Kind{openapi.RequiredKind, openapi.TypeKind, openapi.ClosedKind, openapi.EnumKind}, s.Kind) {
			continue
		}
		if first != "" && s.Name != first {
			return true
		}
		first = s.Name
	}
	return false
}

func kebab(name string) string {
	var b strings.Builder
	runes := []rune(strings.ReplaceAll(name, "OAuth", "Oauth")) // one word of the field, not two
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) && runes[i-1] != '-' {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func isObject(x evidence.Exchange) string {
	if x.Members() != nil {
		return ""
	}
	return "no such answer is a JSON object"
}

// has restricts a clause to answers with the member: that it is missing is a matter of its own clause. "" is the
// body itself, which every answer has.
func has(s openapi.Requirement) func(evidence.Exchange) string {
	path := s.Path()
	return func(x evidence.Exchange) string {
		if len(path) == 0 {
			return ""
		}
		if _, ok := x.Members()[path[0]]; ok {
			return ""
		}
		return "no answer has the member " + path[0]
	}
}

func article(typ string) string {
	if typ != "" && strings.ContainsRune("aeiou", rune(typ[0])) {
		return "an " + typ
	}
	return "a " + typ
}

func with(s openapi.Requirement) string {
	return " with status " + list(s.Statuses)
}

func list(statuses []int) string {
	words := make([]string, len(statuses))
	for i, status := range statuses {
		words[i] = fmt.Sprint(status)
	}
	return strings.Join(words, ", ")
}

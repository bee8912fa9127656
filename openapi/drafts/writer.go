package drafts

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// writer writes the facts, a key after the other.
type writer struct {
	doc              *openapi3.T
	c                Candidate
	out              strings.Builder
	guessed, unknown []string
	noGrant          bool     // requests have no grant type
	known            []string // members of requests that other facts name
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(&w.out, format+"\n", args...) }

// guess notes why a key has its value, above it and for whoever reads what was done.
func (w *writer) guess(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	w.guessed = append(w.guessed, text)
	w.comment("guessed: " + text)
}

// open notes what the document does not tell.
func (w *writer) open(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	w.unknown = append(w.unknown, text)
	w.comment("not told: " + text)
}

// comment breaks no line: what it quotes of a document is on one.
func (w *writer) comment(text string) {
	w.line("# %s", printable(strings.Join(strings.Fields(text), " ")))
}

// printable leaves out what no YAML holds.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) || r == '\n' {
			return r
		}
		return -1
	}, text)
}

// quoted writes a scalar of JSON so that YAML reads the same: JSON escapes not all that no YAML holds as it is (YAML 1.2, 5.1).
func quoted(value any) string {
	out, err := json.Marshal(value)
	if err != nil {
		return `""`
	}
	var b strings.Builder
	for _, r := range string(out) {
		switch {
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	return b.String()
}

// key begins a member of a mapping four columns in: one that is too long to end in a colon (YAML 1.2, 7.4: 1024 characters) says
// that it is a key.
func key(name string) string {
	const longest = 1000
	written := quoted(name)
	if utf8.RuneCountInString(written) <= longest {
		return written + ": "
	}
	return "? " + written + "\n    : "
}

func (w *writer) head(name string) {
	w.comment("What the OpenAPI document beside this file cannot say, begun by authconform init --from. Every guess says why; look at each, and")
	w.comment("then ask: authconform lint, authconform list clauses, authconform plan.")
	w.line("")
	w.line("name: %s", quoted(name))
	w.line("title: %s", quoted(w.doc.Info.Title))
	w.line("")
}

// named says which operation it is.
func (w *writer) named() {
	w.guess("%s issues the tokens: %s", w.c.Name(), strings.Join(w.c.Why, ", "))
	w.line("operation: %s", quoted(w.c.Name()))
	w.line("")
}

// operation is what is said of one token operation.
func (w *writer) operation() {
	w.grant()
	w.request()
	w.client()
	w.tokens()
	w.errors()
	w.scope()
	w.unprovokable()
}

// others tells of operations that may issue tokens, too.
func (w *writer) others(others []Candidate) {
	if len(others) == 0 {
		return
	}
	var names []string
	for _, c := range others[:min(len(others), mostCandidates)] {
		names = append(names, c.Name())
	}
	w.open("whether %s issue tokens, too: begin with --operation for each where they do", strings.Join(names, ", "))
	w.line("")
}

var (
	trialWords = regexp.MustCompile(`(?i)(?:^|[^a-z])(sandbox|staging|stage|stg|test|testing|dev|development|uat|qa|preprod|pre-prod|demo|local|localhost|internal|mock|integration)(?:[^a-z]|$)`)
	realWords  = regexp.MustCompile(`(?i)(?:^|[^a-z-])(prod|production|live)(?:[^a-z]|$)`)
)

// environments takes a server for the real one unless something says that it is for trials: a run against it is refused
// without a flag.
func (w *writer) environments() {
	servers := w.c.servers(w.doc)
	if name, variable := choice(servers); variable != nil {
		w.byVariable(name, variable)
		return
	}
	names := map[string]string{}
	var order, production []string
	for _, server := range servers {
		if u, err := url.Parse(strings.NewReplacer("{", "", "}", "").Replace(server.URL)); err != nil || u.Host == "" {
			continue
		}
		name := nameOf(server)
		for i := 2; names[name] != ""; i++ {
			name = fmt.Sprintf("%s-%d", nameOf(server), i)
		}
		names[name] = server.URL
		order = append(order, name)
		if strings.HasPrefix(name, "production") {
			production = append(production, name)
		}
	}
	if len(order) == 0 {
		w.open("which servers there are (none of the document's is an absolute URL): a run has to give --base-url")
		w.line("")
		return
	}
	w.guess("the servers are called %s after their addresses and descriptions; what is not called a place for trials is taken for real business", strings.Join(order, ", "))
	w.line("environments:")
	w.line("  names:")
	for _, name := range order {
		w.line("    %s: %s", name, quoted(names[name]))
	}
	if len(production) > 0 {
		w.line("  production: [%s] # a run refuses it without --allow-production", strings.Join(production, ", "))
	}
	w.line("")
}

// choice is the only server variable that has several values.
func choice(servers openapi3.Servers) (string, *openapi3.ServerVariable) {
	var found string
	var variable *openapi3.ServerVariable
	for _, server := range servers {
		for name, v := range server.Variables {
			if v == nil || len(v.Enum) < 2 {
				continue
			}
			if variable != nil {
				return "", nil
			}
			found, variable = name, v
		}
	}
	return found, variable
}

func (w *writer) byVariable(name string, v *openapi3.ServerVariable) {
	w.guess("the environments are the values of the server's variable %s; those without a word for trials in them are taken for real business", name)
	w.line("environments:")
	w.line("  variable: %s", quoted(name))
	w.line("  names:")
	var production []string
	for _, value := range v.Enum {
		w.line("    %s%s", key(value), quoted(value))
		if !trialWords.MatchString(value) {
			production = append(production, quoted(value))
		}
	}
	if len(production) > 0 {
		w.line("  production: [%s] # a run refuses them without --allow-production", strings.Join(production, ", "))
	}
	w.line("")
}

// nameOf gives a server a name.
func nameOf(server *openapi3.Server) string {
	words := server.URL + " " + server.Description
	if found := trialWords.FindStringSubmatch(words); found != nil && !realWords.MatchString(words) {
		return strings.ToLower(found[1])
	}
	return "production"
}

// grant reads the values of grant_type, and where there is no such member that of the security scheme's flow.
func (w *writer) grant() {
	known := []string{"client_credentials", "password"}
	values, listed := w.grants()
	w.known = append(w.known, "grant_type")
	grant := ""
	for _, one := range known {
		if grant == "" && slices.Contains(values, one) {
			grant = one
		}
	}
	members, _ := properties(w.c.model())
	flow := w.flow()
	switch {
	case w.c.mediaType() == "":
		grant, w.noGrant = "none", true
		w.guess("there is no grant type: requests have no body to name one in")
	case grant != "" && listed:
		w.guess("the grant is %s, which the document lists", grant)
	case grant != "":
		w.guess("the grant is %s, which the document gives as an example", grant)
	case listed:
		grant = values[0]
		w.open("a grant that the suite can ask for: the document lists %s alone, and the suite knows client_credentials and password", strings.Join(values, ", "))
	case w.c.member("grant_type") != nil && w.c.hasUser():
		grant = "password"
		w.guess("the grant is password: requests have a user's name and password, and grant_type has no listed values")
	case flow != "" && (w.c.member("grant_type") != nil || len(members) == 0):
		grant = flow
		w.guess("the grant is %s, the flow of the security scheme", grant)
	case w.c.member("grant_type") != nil || len(members) == 0:
		grant = "client_credentials"
		w.guess("the grant is client_credentials: the document names none, and most clients get tokens for themselves")
	default:
		grant, w.noGrant = "none", true
		w.guess("there is no grant type: requests have %s, and no grant_type", strings.Join(slices.Sorted(maps.Keys(members)), ", "))
	}
	w.line("grant: %s", quoted(grant))
	if slices.Contains(values, "refresh_token") && w.c.member("refresh_token") != nil && grant != "none" {
		w.guess("sessions are refreshed: the document lists refresh_token, and requests have a member of that name")
		w.line("refresh: {grant: refresh_token, parameter: refresh_token}")
		w.known = append(w.known, "refresh_token")
	}
	if grant == "password" || w.noGrant && w.c.hasUser() {
		w.known = append(w.known, w.c.userName(), w.c.password())
		if w.c.hasUser() {
			w.guess("a user logs in by the members %s and %s", w.c.userName(), w.c.password())
			w.line("user: {name: %s, password: %s}", quoted(w.c.userName()), quoted(w.c.password()))
		} else {
			w.guess("a user's name and password have the names of RFC 6749, as requests list no members")
			w.line("user: {name: username, password: password}")
		}
	}
	w.line("")
}

// grants are the values of grant_type in all alternatives of requests.
func (w *writer) grants() (values []string, listed bool) {
	for _, schema := range everyMember(w.c.model(), "grant_type") {
		some, are := texts(schema)
		values, listed = append(values, some...), listed || are
	}
	return values, listed
}

// flow is the flow of a security scheme whose tokenUrl leads to the operation.
func (w *writer) flow() string {
	name := w.c.tokenURLOf(w.doc)
	if name == "" {
		return ""
	}
	flows := w.doc.Components.SecuritySchemes[name].Value.Flows
	switch {
	case flows.ClientCredentials != nil && w.c.leadsHere(w.doc, flows.ClientCredentials.TokenURL):
		return "client_credentials"
	case flows.Password != nil && w.c.leadsHere(w.doc, flows.Password.TokenURL):
		return "password"
	default:
		return ""
	}
}

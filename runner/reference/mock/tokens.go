package mock

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/runner/reference"
)

// maxTokens bounds what a target that is left running remembers.
const maxTokens = 1 << 14

// issued is what a grant brought.
type issued struct {
	access, refresh string
	client          string
	at              time.Time
	revoked, spent  bool
	renewed         bool // a refresh brought it
	uses            int
}

// tokens are those that a target has issued, in order.
type tokens struct {
	lifetime time.Duration

	mu     sync.Mutex
	issued []*issued
	taken  *issued // last
}

func newTokens(lifetime time.Duration) *tokens { return &tokens{lifetime: lifetime} }

// issue begins a session. With same, an earlier one of the client's comes again once it is a second old, for half of its time.
func (t *tokens) issue(begins issued, same bool) issued {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, old := range t.issued {
		if age := begins.at.Sub(old.at); same && old.client == begins.client && age >= time.Second && age <= t.lifetime/2 {
			again := *old
			again.at = begins.at
			return again
		}
	}
	t.issued = append(t.issued, &begins)
	if len(t.issued) > maxTokens {
		t.issued = t.issued[1:]
	}
	return begins
}

// use notes that a good token is shown, and says what is to know of that.
func (t *tokens) use(token string) used {
	t.mu.Lock()
	defer t.mu.Unlock()
	for n, i := range t.issued {
		if i.access == token {
			i.uses++
			u := used{count: i.uses, other: n > 0, displaced: t.taken != nil && i.at.Before(t.taken.at), renewed: i.renewed}
			t.taken = i
			return u
		}
	}
	return used{}
}

// over says that an access token has expired.
func (t *tokens) over(i issued, now time.Time) bool { return !now.Before(i.at.Add(t.lifetime)) }

// complete completes what was issued, by what its client was told.
func (t *tokens) complete(begun issued, access, refresh string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, i := range t.issued {
		if i.at.Equal(begun.at) && i.client == begun.client && i.access == "" {
			i.access, i.refresh = access, refresh
			return
		}
	}
}

// refreshes gives what was issued with a refresh token; false where that is good for nothing.
func (t *tokens) refreshes(token string) (issued, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, i := range t.issued {
		if token != "" && i.refresh == token && !i.spent {
			return *i, true
		}
	}
	return issued{}, false
}

// spend ends a refresh token.
func (t *tokens) spend(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, i := range t.issued {
		i.spent = i.spent || i.refresh == token
	}
}

func (t *tokens) isAccess(token string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, i := range t.issued {
		if token != "" && i.access == token {
			return true
		}
	}
	return false
}

func (t *tokens) revoke(token string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, i := range t.issued {
		if token != "" && i.access == token && now.Before(i.at.Add(t.lifetime)) {
			i.revoked = true
			return true
		}
	}
	return false
}

// all are the tokens that were issued up to now.
func (t *tokens) all() []issued {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := make([]issued, len(t.issued))
	for i, one := range t.issued {
		list[i] = *one
	}
	return list
}

// issues finds the way to write token responses.
func (r *reading) issues() (template, error) {
	now := time.Now()
	wanted, hinted := r.responseMembers(now, reference.DefaultLifetime, false)
	t, err := r.template(r.success, wanted, hinted, func(body any) bool {
		token, _ := at(body, r.places.access)
		text, isText := token.(string)
		return isText && text != ""
	})
	if err != nil {
		return t, fmt.Errorf("%w, with a token at %s", err, r.places.access)
	}
	return t, nil
}

// lifetime is how long tokens live: for as long as the answer tells, which the schema may bound.
func (r *reading) lifetime(t template, wanted time.Duration) time.Duration {
	if r.places.lifetime == "" {
		return wanted
	}
	a := t.write(r.responseMembers(time.Now(), wanted, false))
	told, _ := at(a.Body, r.places.lifetime)
	switch told := told.(type) {
	case float64:
		return time.Duration(told) * time.Second
	case int64:
		return time.Duration(told) * time.Second
	case string:
		if seconds, err := strconv.ParseInt(told, 10, 32); err == nil {
			return time.Duration(seconds) * time.Second
		}
	}
	return wanted
}

// responseMembers is what the members of a token response are to be, and what further ones are where the schema names them. What the
// contract does not speak of is there where RFC 6749 has it, unless the document says all there is.
func (r *reading) responseMembers(now time.Time, left time.Duration, asJWT bool) (wanted, hinted wishes) {
	wanted = wishes{r.places.access: r.token(now.Add(left), asJWT || r.facts.Tokens.JWT)}
	hinted = wishes{r.places.refresh: r.token(now, false), r.places.scope: r.exactly("read")}
	further := wanted
	if !r.facts.Has(facts.OAuthTokens) {
		further = hinted
	}
	further[r.places.kind] = r.scheme
	if r.places.lifetime != "" {
		further[r.places.lifetime] = r.seconds(left)
	}
	if r.places.until != "" {
		wanted[r.places.until] = r.end(now.Add(left))
	}
	if r.facts.Has(facts.RefreshGrant) {
		wanted[r.places.refresh] = r.token(now, false)
	}
	if r.scope != "" {
		wanted[r.places.scope] = r.exactly(r.scope)
	}
	return wanted, hinted
}

// seconds tells a lifetime, as near to it as the schema allows.
func (r *reading) seconds(left time.Duration) wish {
	return func(schema *openapi3.Schema) (any, bool) {
		if typeOf(schema, nil) == openapi3.TypeString && schema.Type != nil {
			text := strconv.FormatInt(int64(left.Seconds()), 10)
			return text, r.allows(&openapi3.SchemaRef{Value: schema}, text)
		}
		whole := *schema
		if whole.Type == nil {
			whole.Type = &openapi3.Types{openapi3.TypeInteger}
		}
		told := int64(number(&whole, left.Seconds()))
		return told, r.allows(&openapi3.SchemaRef{Value: schema}, told)
	}
}

// scheme is the token type: Bearer, in the spelling of the schema where that lists one.
func (r *reading) scheme(schema *openapi3.Schema) (any, bool) {
	for _, listed := range append(append([]any{}, schema.Enum...), schema.Const) {
		if text, _ := listed.(string); strings.EqualFold(text, "Bearer") {
			return text, true
		}
	}
	return r.exactly("Bearer")(schema)
}

// token makes one that its schema allows, and that nobody guesses where the schema leaves room for that.
func (r *reading) token(until time.Time, asJWT bool) wish {
	return func(schema *openapi3.Schema) (any, bool) {
		allowed := func(text string) bool { return r.allows(&openapi3.SchemaRef{Value: schema}, text) }
		if asJWT {
			if text, err := signed(until); err == nil && allowed(text) {
				return text, true
			}
		}
		for range 20 {
			if text := opaque(schema); allowed(text) {
				return text, true
			}
		}
		return nil, false
	}
}

// opaque draws a text of the form that a schema asks for.
func opaque(schema *openapi3.Schema) string {
	const length = 40
	switch {
	case schema.Extensions[lookingPattern] != nil:
		return looking(schema, anyOf{})
	case schema.Pattern != "":
		text, _ := matching(schema.Pattern, anyOf{})
		return text
	case schema.Format == "uuid":
		b := make([]byte, 16)
		_, _ = rand.Read(b)                         // never fails, by its contract
		b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80 // version 4 (RFC 9562, section 5.4)
		return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
	}
	size := max(length, int(min(schema.MinLength, 1<<12)))
	if schema.MaxLength != nil {
		size = min(size, int(min(*schema.MaxLength, 1<<12)))
	}
	if size < 3 {
		return strings.Repeat("a", size)
	}
	return reference.Random(size)
}

// signed makes a JWT with a key that nobody has: the target knows its tokens again by themselves.
func signed(until time.Time) (string, error) {
	const keyLength = 32 // RFC 7518, section 3.2
	key := make([]byte, keyLength)
	_, _ = rand.Read(key) // never fails, by its contract
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", fmt.Errorf("signer for tokens: %w", err)
	}
	return jwt.Signed(signer).Claims(jwt.Claims{
		Issuer: "https://reference.authconform.invalid", ID: rand.Text(), Expiry: jwt.NewNumericDate(until.Add(time.Second - time.Nanosecond)),
	}).Serialize()
}

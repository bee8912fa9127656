package target

import (
	"net/url"

	"github.com/authconform/authconform/suites/probe"
)

// client is one whose credentials a user may give.
type client struct {
	whose      string // as errors name it
	id, secret credential
}

// clients lists all of them; the first is the one that asks, and the only one that a run cannot do without.
func (o *Options) clients() []client {
	return []client{
		{
			"client",
			credential{name: "client-id", what: "client id", usage: "the client id", file: &o.ClientIDFile},
			credential{name: "client-secret", what: "client secret", usage: "the client secret", file: &o.ClientSecretFile},
		},
		furtherClient("other", "that gets what it asks for, beside the first", &o.Other),
		furtherClient("unauthorized", "that is not authorised for the grant", &o.Unauthorized),
		furtherClient("invalid-grant", "whose grant is invalid", &o.InvalidGrant),
		furtherClient("special", "with special characters in id and secret", &o.Special),
	}
}

func furtherClient(name, which string, files *ClientFiles) client {
	whose := name + " client"
	return client{
		whose,
		credential{name: name + "-client-id", what: whose + "'s id", usage: "the id of a client " + which, file: &files.ID},
		credential{name: name + "-client-secret", what: whose + "'s secret", usage: "the secret of that client", file: &files.Secret},
	}
}

// revokedToken is a token that its owner says is revoked.
func (o *Options) revokedToken() credential {
	return credential{name: "revoked-token", what: "revoked token", usage: "a token that its owner revoked", file: &o.RevokedTokenFile}
}

// everyCredential lists what is not to be shown, in the order of the usage text.
func (o *Options) everyCredential() []credential {
	var list []credential
	for i, c := range o.clients() {
		list = append(list, c.id, c.secret)
		if i == 0 {
			list = append(list, o.userName(), o.userPassword())
		}
	}
	return append(list, o.revokedToken())
}

// credentials reads those of the client that asks and of the further ones that are configured.
func (o *Options) credentials(t *Target, c contract) []error {
	if hasID, hasSecret := c.clientHas(); !hasID {
		return o.withoutID(t, hasSecret)
	}
	into := []**probe.Credentials{new(*probe.Credentials), &t.Clients.Other, &t.Clients.Unauthorized, &t.Clients.InvalidGrant, &t.Clients.Special}
	var problems []error
	for i, c := range o.clients() {
		id, secret, found := o.pair(c, i == 0)
		problems = append(problems, id.problem, secret.problem)
		t.locate(c.id, id)
		t.locate(c.secret, secret)
		if found {
			*into[i] = &probe.Credentials{ID: id.text, Secret: secret.text}
		}
		if found && id.problem == nil && secret.problem == nil {
			problems = append(problems, unlikely(c, into[:i+1], id))
		}
	}
	t.Client = **into[0]
	return problems
}

// withoutID reads an API key, which is a secret without an identifier, or nothing where no client authenticates.
func (o *Options) withoutID(t *Target, hasSecret bool) []error {
	if !hasSecret {
		return nil
	}
	own := o.clients()[0].secret
	key := o.find(own)
	if !key.found {
		key.problem = problemf(own.variable(), "the API key is missing: set this variable, or name a file that holds it with --%s (in %s: %s)", own.flag(), defaultConfig, own.flag())
	}
	t.locate(own, key)
	t.Client.Secret = key.text
	return []error{key.problem}
}

// locate remembers where a credential came from.
func (t *Target) locate(c credential, from given) {
	if from.place == "" {
		return
	}
	if t.Places == nil {
		t.Places = map[string]string{}
	}
	t.Places[c.variable()] = from.place
}

// pair reads both halves of a client's credentials. One without the other is a mistake; a client of which there
// is neither is not found, unless it is needed.
func (o *Options) pair(c client, needed bool) (id, secret given, found bool) {
	id, secret = o.find(c.id), o.find(c.secret)
	if !needed && !id.found && !secret.found {
		return given{}, given{}, false
	}
	if !id.found {
		id.problem = o.missing(c.id)
	}
	if !secret.found {
		secret.problem = o.missing(c.secret)
	}
	return id, secret, true
}

// unlikely finds a further client that cannot be what it is said to be: the target would be told to deviate
// where the description does. The clients end with the one in question.
func unlikely(c client, clients []**probe.Credentials, id given) error {
	own, before := *clients[len(clients)-1], clients[:len(clients)-1]
	special := c.id.name == "special-client-id"
	const valid = 2 // the client that asks and the other one: either may itself be special
	if special && url.QueryEscape(own.ID) == own.ID && url.QueryEscape(own.Secret) == own.Secret {
		return problemf(id.where, "neither the id nor the secret of the special client holds a character that form-encoding changes: give one that does")
	}
	for i, other := range before {
		switch {
		case *other == nil || (*other).ID != own.ID || special && i < valid:
			continue
		case len(before) < valid:
			return problemf(id.where, "the %s is the client that asks: give a second one that the target knows", c.whose)
		}
		return problemf(id.where, "the %s is given as another client too: each has an answer of its own", c.whose)
	}
	return nil
}

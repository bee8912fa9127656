package target

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/openapi/facts"
)

// giving is a contract whose requests always have something.
type giving struct {
	standIn
	all []facts.Given
}

func (g giving) givens() []facts.Given { return g.all }

func (g giving) keyInQuery() bool { return false }

// Values come from the facts, from their variables, or for the environment that is asked; what is wrong is told with its key.
func TestGivens(t *testing.T) {
	param := func(g facts.Given) facts.Given {
		g.Key, g.Name = "request.parameters.tenant", "tenant"
		return g
	}
	in := func(place string, g facts.Given) facts.Given {
		g.Key, g.Name = "request."+place+".tenant", "tenant"
		return g
	}
	for name, c := range map[string]struct {
		world
		given facts.Given
		want  any
		wrong string
	}{
		"a literal":         {given: param(facts.Given{Literal: 30}), want: 30},
		"a variable":        {world: world{vars: map[string]string{"AUTHCONFORM_TENANT": "acme"}}, given: param(facts.Given{Variable: "AUTHCONFORM_TENANT"}), want: "acme"},
		"an environment":    {given: param(facts.Given{Environments: map[string]string{"staging": "acme-test"}}), want: "acme-test"},
		"the variable wins": {world: world{vars: map[string]string{"AUTHCONFORM_TENANT": "acme"}}, given: param(facts.Given{Variable: "AUTHCONFORM_TENANT", Environments: map[string]string{"staging": "x"}}), want: "acme"},
		"a secret":          {world: world{vars: map[string]string{"AUTHCONFORM_TENANT": "hunter2"}}, given: param(facts.Given{Variable: "AUTHCONFORM_TENANT", Secret: true}), want: "hunter2"},
		"a secret's file":   {world: world{vars: map[string]string{"AUTHCONFORM_TENANT_FILE": "tenant"}, files: map[string]string{"tenant": "hunter2\n"}}, given: param(facts.Given{Variable: "AUTHCONFORM_TENANT", Secret: true}), want: "hunter2"},
		"none": {
			given: param(facts.Given{Variable: "AUTHCONFORM_TENANT", Secret: true}),
			wrong: "request.parameters.tenant: request.parameters.tenant: the contract's requests have a value there, and none is given: set AUTHCONFORM_TENANT, or name a file that holds it by AUTHCONFORM_TENANT_FILE",
		},
		"another environment": {
			given: param(facts.Given{Environments: map[string]string{"sandbox": "x"}}),
			wrong: "request.parameters.tenant: request.parameters.tenant: the contract's requests have a value there, and none is given: give --env with an environment that has one",
		},
		"the client's own secret": {
			given: param(facts.Given{Variable: "AUTHCONFORM_CLIENT_SECRET"}),
			wrong: "request.parameters.tenant: request.parameters.tenant: names AUTHCONFORM_CLIENT_SECRET, which is a variable of authconform's own: name another",
		},
		"nothing in it":      {world: world{vars: map[string]string{"AUTHCONFORM_TENANT": " "}}, given: param(facts.Given{Variable: "AUTHCONFORM_TENANT"}), wrong: "AUTHCONFORM_TENANT: the value of tenant is empty"},
		"no field":           {world: world{vars: map[string]string{"AUTHCONFORM_TENANT": "hüter"}}, given: in("headers", facts.Given{Variable: "AUTHCONFORM_TENANT"}), wrong: "request.headers.tenant: request.headers.tenant: wanted a value that can stand in a header field: visible ASCII, no blanks around it"},
		"no segment":         {world: world{vars: map[string]string{"AUTHCONFORM_TENANT": ".."}}, given: in("path", facts.Given{Variable: "AUTHCONFORM_TENANT"}), wrong: "request.path.tenant: request.path.tenant: wanted a single segment of a path"},
		"a secret in a URL":  {world: world{vars: map[string]string{"AUTHCONFORM_TENANT": "hunter2"}}, given: in("query", facts.Given{Variable: "AUTHCONFORM_TENANT", Secret: true}), wrong: "request.query.tenant: the contract has the secret tenant in the URL, where servers and proxies log it: give --allow-secret-in-url"},
		"which is permitted": {world: world{args: []string{"--allow-secret-in-url"}, vars: map[string]string{"AUTHCONFORM_TENANT": "hunter2"}}, given: in("query", facts.Given{Variable: "AUTHCONFORM_TENANT", Secret: true}), want: "hunter2"},
	} {
		t.Run(name, func(t *testing.T) {
			c.args, c.vars = append(c.args, "--env=staging"), withClient(c.vars)
			described, err := c.describeFor(t, giving{all: []facts.Given{c.given}})
			if c.wrong != "" {
				wantError(t, err, c.wrong)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, described.Given[c.given.Key]); diff != "" {
				t.Error(diff)
			}
			if (len(described.GivenSecrets) == 1) != c.given.Secret {
				t.Errorf("secrets: %d", len(described.GivenSecrets))
			}
		})
	}
}

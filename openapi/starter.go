package openapi

import (
	"bytes"
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// starters holds two files for each grant, named as a contract's are.
//
//go:embed starter
var starters embed.FS

// StarterName is what a starter calls its contract when nobody gives it a name.
const StarterName = "my-service"

// Starter is a contract for somebody to begin with: the OpenAPI document of a token endpoint and the facts beside it,
// both with comments that say what may be changed. As it stands it is what RFC 6749 says of its grant.
type Starter struct {
	// DocumentFile and FactsFile are the names under which Load finds the one by the other.
	DocumentFile, FactsFile string
	// Document and Facts are what is in them.
	Document, Facts []byte
}

// StarterGrants lists the grant types that there is a starter for, in alphabetical order.
func StarterGrants() []string { return []string{"client_credentials", "password"} }

var contractName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// NewStarter gives the starter for a grant type, under a name of lower-case letters, digits and hyphens that is none of
// an embedded contract.
func NewStarter(name, grant string) (Starter, error) {
	switch {
	case !contractName.MatchString(name):
		return Starter{}, fmt.Errorf("name %q: wanted lower-case letters, digits and single hyphens between them, found something else", name)
	case slices.Contains(Names(), name):
		return Starter{}, fmt.Errorf("name %q: wanted a name of its own, found that of an embedded contract; choose another", name)
	case !slices.Contains(StarterGrants(), grant):
		return Starter{}, fmt.Errorf("grant %q: wanted one of %s, found another; choose one of these", grant, strings.Join(StarterGrants(), ", "))
	}
	s := Starter{DocumentFile: name + ".yaml", FactsFile: name + FactsSuffix}
	for _, part := range []struct {
		to   *[]byte
		from string
	}{{&s.Document, grant + ".yaml"}, {&s.Facts, grant + FactsSuffix}} {
		text, err := starters.ReadFile("starter/" + part.from)
		if err != nil {
			return Starter{}, err
		}
		*part.to = bytes.ReplaceAll(text, []byte(StarterName), []byte(name))
	}
	return s, nil
}

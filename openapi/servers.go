package openapi

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Environments are the names of the environments in alphabetical order; none when the facts name none.
func (c *Contract) Environments() []string {
	return slices.Sorted(maps.Keys(c.Facts.Environments.Names))
}

// IsProduction tells whether real business is done in the environment.
func (c *Contract) IsProduction(environment string) bool {
	return slices.Contains(c.Facts.Environments.Production, environment)
}

// IsProductionURL tells whether the URL's host is the one of a production environment, whatever its scheme,
// port and spelling.
func (c *Contract) IsProductionURL(baseURL string) bool {
	host := hostOf(baseURL)
	if host == "" {
		return false
	}
	return slices.ContainsFunc(c.Facts.Environments.Production, func(environment string) bool {
		production, err := c.BaseURL(environment)
		return err == nil && hostOf(production) == host
	})
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
}

// BaseURL is the address of an environment, which paths are appended to: it ends without a slash. "" is the
// default environment, or the document's first server where the facts name no environments.
func (c *Contract) BaseURL(environment string) (string, error) {
	facts := c.Facts.Environments
	if environment == "" {
		environment = facts.Default
	}
	value, named := facts.Names[environment]
	if !named && (len(facts.Names) > 0 || environment != "") {
		return "", fmt.Errorf("environment %q: wanted one of the contract's environments (%s), found none of that name",
			environment, strings.Join(c.Environments(), ", "))
	}
	for _, server := range c.operation.servers(c.doc) {
		if facts.Variable == "" && (!named || server.URL == value) || server.Variables[facts.Variable] != nil {
			return fill(server, facts.Variable, value)
		}
	}
	return "", fmt.Errorf("contract %s: wanted a server in the document, found none; give its address with --base-url", c.Name)
}

var placeholder = regexp.MustCompile(`\{([^{}]*)\}`)

// fill writes a server's URL with its variables, all but one by their defaults.
func fill(server *openapi3.Server, variable, value string) (string, error) {
	address := placeholder.ReplaceAllStringFunc(server.URL, func(found string) string {
		name := strings.Trim(found, "{}")
		if name == variable {
			return value
		}
		if v := server.Variables[name]; v != nil {
			return v.Default
		}
		return found
	})
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme == "" {
		return "", fmt.Errorf("server %q: wanted an absolute URL in the document, found another; give its address with --base-url", server.URL)
	}
	return strings.TrimSuffix(address, "/"), nil
}

package openapi

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

const noRuling = "no ruling chooses what a contract is held to any more; "

// retiredKeys are those of older facts files, each with what to write instead.
func retiredKeys() map[string]func(*yaml.Node) string {
	return map[string]func(*yaml.Node) string{"rulings": insteadOfRulings, "reading": insteadOfReading}
}

// insteadOfReading is for the key that named the rulings by which a document is read.
func insteadOfReading(*yaml.Node) string {
	return noRuling + "leave this key out: tokens.response and errors say how the document is read"
}

// insteadOfRulings is for the list of rulings that speak of a contract.
func insteadOfRulings(n *yaml.Node) string {
	var numbers []string
	for _, item := range n.Content {
		numbers = append(numbers, item.Value)
	}
	var keys []string
	for _, k := range []struct{ strict, write, lax, otherwise string }{
		{"9", "errors: %s", "23 rfc6749", "strict or rfc6749"},
		{"6", "tokens: {response: %s}", "21 rfc6749", "strict or rfc6749"},
		{"14", "resource: %s", "24 rfc6750", "none"},
	} {
		promise := k.otherwise
		if number, value, _ := strings.Cut(k.lax, " "); slices.Contains(numbers, number) {
			promise = value
		}
		if slices.Contains(numbers, k.strict) {
			promise = string(Strict)
		}
		keys = append(keys, fmt.Sprintf(k.write, promise))
	}
	if slices.Contains(numbers, "7") {
		keys = append(keys, "scope: {}, with an example if there is one")
	}
	return noRuling + "say what it promises instead, which for these is: " + strings.Join(keys, "; ") + " (authconform list features)"
}

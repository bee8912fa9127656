package openapi

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Document gives the text of an embedded contract's OpenAPI document, for those who read it by themselves. A name that
// is none of Names is an error.
func Document(name string) ([]byte, error) {
	if !slices.Contains(Names(), name) {
		return nil, fmt.Errorf("document of %q: wanted one of the embedded contracts (%s), found another name; choose one of these",
			name, strings.Join(Names(), ", "))
	}
	found, err := fs.Glob(embedded, name+"/*"+factsSuffix)
	if err != nil || len(found) != 1 {
		return nil, fmt.Errorf("embedded contract %s: wanted one file *%s, found %d", name, factsSuffix, len(found))
	}
	return embedded.ReadFile(strings.TrimSuffix(found[0], factsSuffix) + ".yaml")
}

package openapi

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/getkin/kin-openapi/openapi3"
)

// operation is the token operation within its document.
type operation struct {
	path, method string
	pointer      string // into the document
	item         *openapi3.PathItem
	value        *openapi3.Operation
}

// findOperation looks for the token operation by its operationId, by its method and path ("POST /token") or, without one, by
// what it does: the only POST that answers 200 with an access_token.
func findOperation(doc *openapi3.T, id string) (operation, error) {
	var all, found []operation
	var known []string
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		item := doc.Paths.Value(path)
		operations := item.Operations()
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			all = append(all, operation{
				path: path, method: method, item: item, value: operations[method],
				pointer: wire.Child(wire.Child("/paths", path), strings.ToLower(method)),
			})
		}
	}
	for _, op := range all {
		if op.value.OperationID != "" {
			known = append(known, op.value.OperationID)
		}
		if id != "" && (op.value.OperationID == id || id == op.method+" "+op.path) || id == "" && op.issuesTokens() {
			found = append(found, op)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case id != "" && len(found) > 1:
		return operation{}, fmt.Errorf("wanted one operation %s, found %d of that name; give each a name of its own", id, len(found))
	case id != "":
		return operation{}, fmt.Errorf("wanted the operation %s, found %s%s", id, cmp.Or(someOf(known), "no operationId at all"), misspelt.Question(id, known))
	case len(found) == 0:
		return operation{}, errors.New("wanted a POST operation that answers 200 with an access_token in JSON, found " + byAnother(all))
	default:
		var names []string
		for _, op := range found {
			names = append(names, cmp.Or(op.value.OperationID, op.method+" "+op.path))
		}
		return operation{}, fmt.Errorf("wanted one POST operation that answers 200 with an access_token, found %d (%s); name it in %s beside the document",
			len(found), someOf(names), "*"+FactsSuffix)
	}
}

// byAnother names an operation that issues tokens and is asked by another method than POST (RFC 6749, section 3.2).
func byAnother(all []operation) string {
	for _, op := range all {
		if op.answersToken() {
			return fmt.Sprintf("%s %s in line %d", op.method, op.path, placeOf(op.value.Origin).line)
		}
	}
	return "none"
}

// someOf lists the first names of many.
func someOf(names []string) string {
	const most = 10
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

func (op operation) issuesTokens() bool { return op.method == http.MethodPost && op.answersToken() }

func (op operation) answersToken() bool {
	if op.value.Responses == nil {
		return false
	}
	ref := op.value.Responses.Value("200")
	if ref == nil || ref.Value == nil {
		return false
	}
	for mediaType, media := range ref.Value.Content {
		if wire.MayBeJSON(mediaType) && media != nil && hasProperty(media.Schema, "access_token", map[*openapi3.Schema]bool{}) {
			return true
		}
	}
	return false
}

// hasProperty looks through compositions; each schema is seen once, however often they refer to each other.
func hasProperty(ref *openapi3.SchemaRef, name string, seen map[*openapi3.Schema]bool) bool {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return false
	}
	seen[ref.Value] = true
	return ref.Value.Properties[name] != nil ||
		slices.ContainsFunc(ref.Value.AllOf, func(part *openapi3.SchemaRef) bool { return hasProperty(part, name, seen) })
}

// variables are those of the path.
func (op operation) variables() []string {
	var names []string
	for _, found := range placeholder.FindAllStringSubmatch(op.path, -1) {
		names = append(names, found[1])
	}
	return names
}

// servers are the servers that hold for the operation: its own, else its path's, else the document's.
func (op operation) servers(doc *openapi3.T) openapi3.Servers {
	if op.value.Servers != nil && len(*op.value.Servers) > 0 {
		return *op.value.Servers
	}
	if len(op.item.Servers) > 0 {
		return op.item.Servers
	}
	return doc.Servers
}

// securitySchemes are the names of the security schemes that hold for the operation, each once.
func (op operation) securitySchemes(doc *openapi3.T) []string {
	requirements := doc.Security
	if op.value.Security != nil {
		requirements = *op.value.Security
	}
	var names []string
	for _, requirement := range requirements {
		for _, name := range slices.Sorted(maps.Keys(requirement)) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

func (op operation) requestBody() *openapi3.RequestBody {
	if op.value.RequestBody == nil {
		return nil
	}
	return op.value.RequestBody.Value
}

// requestMediaTypes are the media types of the request's body in the document's order.
func (op operation) requestMediaTypes() []string {
	body := op.requestBody()
	if body == nil {
		return nil
	}
	return mediaTypes(body.Content)
}

func mediaTypes(content openapi3.Content) []string {
	return slices.SortedFunc(maps.Keys(content), func(a, b string) int {
		return cmp.Or(comparePlaces(mediaPlace(content[a]), mediaPlace(content[b])), cmp.Compare(a, b))
	})
}

func mediaPlace(media *openapi3.MediaType) position {
	if media == nil {
		return position{}
	}
	return placeOf(media.Origin)
}

// response is one documented response with the statuses that it speaks of.
type response struct {
	key      string // "200", "4XX", "default"
	statuses []int
	ref      *openapi3.ResponseRef
}

// responses are the documented responses in ascending order. A range ("4XX") speaks of what is not
// documented by itself; "default" of every error that nothing else speaks of.
func (op operation) responses() []response {
	byKey := op.value.Responses.Map()
	taken := map[int]bool{}
	var all []response
	add := func(key string, from, to int) {
		r := response{key: key, ref: byKey[key]}
		for status := from; status <= to; status++ {
			if !taken[status] {
				taken[status] = true
				r.statuses = append(r.statuses, status)
			}
		}
		if len(r.statuses) > 0 && r.ref != nil && r.ref.Value != nil {
			all = append(all, r)
		}
	}
	keys := slices.Sorted(maps.Keys(byKey))
	for _, key := range keys {
		if status, err := strconv.Atoi(key); err == nil && status >= 100 && status <= 599 {
			add(key, status, status)
		}
	}
	for _, key := range keys {
		if statusRange.MatchString(key) {
			first := int(key[0]-'0') * 100
			add(key, first, first+99)
		}
	}
	if _, ok := byKey["default"]; ok {
		add("default", 400, 599)
	}
	return all
}

// statusRange is a key of responses that stands for a class (OpenAPI, Responses Object).
var statusRange = regexp.MustCompile(`(?i)^[1-5]xx$`)

// responseMediaTypes are the documented media types of each status, in the document's order.
func (op operation) responseMediaTypes() map[int][]string {
	byStatus := map[int][]string{}
	for _, r := range op.responses() {
		for _, status := range r.statuses {
			byStatus[status] = mediaTypes(r.ref.Value.Content)
		}
	}
	return byStatus
}

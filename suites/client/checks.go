package client

import (
	"github.com/authconform/authconform/openapi"
)

// checks are what may keep a request from getting a token, the more telling ones first.
func checks(c *openapi.Contract) []check {
	list := []check{methodCheck(c), pathCheck(c), notInURLCheck(), oneMechanismCheck()}
	if c.Facts.Has(openapi.BasicAuthentication) {
		list = append(list, basicCheck(c))
	}
	if c.Facts.Has(openapi.FormEncodedClients) {
		list = append(list, formEncodedCheck())
	}
	list = append(list, mediaCheck(c))
	for _, p := range promises(c) {
		list = append(list, p.check(c))
	}
	list = append(list, grantCheck(c))
	if c.Facts.Has(openapi.BasicAuthentication) {
		list = append(list, inHeaderCheck())
	}
	return append(list, acceptCheck(c))
}

package client

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/authconform/authconform/runner/reference"
)

// certify makes an authority that the client is told to trust, and how the target speaks TLS.
func (p *play) certify(address string) (*tls.Config, error) {
	leaf, authority, err := reference.Certify(hostOf(address), false)
	if err == nil && p.behaviour.shows == otherHost {
		leaf, authority, err = reference.CertifyAlone("elsewhere.invalid")
	}
	if err == nil && p.behaviour.shows == otherAuthority {
		_, authority, err = reference.Certify(hostOf(address), false)
	}
	if err != nil {
		return nil, err
	}
	p.authority = authority
	if err := os.WriteFile(p.authorityFile(), authority, 0o600); err != nil {
		return nil, fmt.Errorf("the certificate of the authority: %w", err)
	}
	if err := os.Mkdir(p.stateDirectory(), 0o700); err != nil {
		return nil, fmt.Errorf("the client's directory: %w", err)
	}
	speaks := p.behaviour.speaks
	if speaks == nil {
		speaks = []string{http1, http2} // both, and the one in which less can go wrong with those who have both
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{leaf}, NextProtos: speaks}, nil
}

func (p *play) authorityFile() string  { return filepath.Join(p.directory, "authority.pem") }
func (p *play) stateDirectory() string { return filepath.Join(p.directory, "state") }

// variables are what a life of the client is told.
func (p *play) variables(life int) []Variable {
	base := p.address + p.prefix + p.house.base
	list := []Variable{
		{"AUTHCONFORM_CONTRACT", p.house.contract.Name},
		{"AUTHCONFORM_SCENARIO", string(p.scenario.Name)},
		{"AUTHCONFORM_BASE_URL", base},
		{"AUTHCONFORM_TOKEN_URL", base + p.house.tokenPath},
		{"AUTHCONFORM_RESOURCE_URL", base + p.house.resourcePath},
		{"AUTHCONFORM_CLIENT_ID", p.given.id},
		{"AUTHCONFORM_CLIENT_SECRET", p.given.secret},
		{"AUTHCONFORM_SCOPE", p.scope()},
	}
	if p.given.username != "" {
		list = append(list, Variable{"AUTHCONFORM_USERNAME", p.given.username})
		if life == 1 { // a second one gets on with what the first has kept
			list = append(list, Variable{"AUTHCONFORM_PASSWORD", p.given.password})
		}
	}
	for _, name := range []string{"AUTHCONFORM_CA_CERT", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"} {
		list = append(list, Variable{name, p.authorityFile()})
	}
	return append(list,
		Variable{"AUTHCONFORM_CALLS", strconv.Itoa(p.scenario.Calls)},
		Variable{"AUTHCONFORM_PAUSE", strconv.FormatFloat(p.scenario.Pause.Seconds(), 'f', -1, 64)},
		Variable{"AUTHCONFORM_STATE_DIR", p.stateDirectory()},
	)
}

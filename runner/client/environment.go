package client

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/authconform/authconform/runner/reference"
)

// furnish makes what a client is given besides words: an authority that it is told to trust, and a directory of its own.
func (p *play) furnish(address string, shared *hall) error {
	directory, err := os.MkdirTemp("", "authconform-client-")
	if err != nil {
		return fmt.Errorf("a directory for the client: %w", err)
	}
	p.directory = directory
	if err := os.Mkdir(p.stateDirectory(), 0o700); err != nil {
		return fmt.Errorf("the client's directory: %w", err)
	}
	leaf, authority, err := p.certified(hostOf(address), shared)
	if err != nil {
		return err
	}
	if err := os.WriteFile(p.authorityFile(), authority, 0o600); err != nil {
		return fmt.Errorf("the certificate of the authority: %w", err)
	}
	speaks := p.behaviour.speaks
	if speaks == nil {
		speaks = []string{http1, http2} // both, and the one in which less can go wrong with those who have both
	}
	p.settings = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{leaf}, NextProtos: speaks}
	return nil
}

// certified gives the certificate that is shown, and that of the authority that the client is told to trust.
func (p *play) certified(host string, shared *hall) (leaf tls.Certificate, authority []byte, err error) {
	switch p.behaviour.shows {
	case otherHost:
		return reference.CertifyAlone("elsewhere.invalid")
	case otherAuthority:
		if leaf, _, err = reference.Certify(host, false); err != nil {
			return leaf, nil, err
		}
		_, authority, err = reference.Certify(host, false)
		return leaf, authority, err
	default:
		if shared != nil {
			return shared.leaf, shared.authority, nil
		}
		return reference.Certify(host, false)
	}
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

package redact

import (
	"slices"

	"github.com/authconform/authconform/suites/evidence"
)

// exchange redacts what was sent and what came back.
func (p *redaction) exchange(x evidence.Exchange) evidence.Exchange {
	answers := p.learns
	p.learns, p.asks = false, true
	x.Request.URL = p.url(x.Request.URL)
	x.Request.Header = p.fields(x.Request.Header)
	x.Request.Body = p.content(x.Request.Body)
	p.asks = false
	if x.Failure != nil {
		failure := *x.Failure
		failure.Detail = p.prose(failure.Detail)
		x.Failure = &failure
	}
	if x.TLS != nil {
		x.TLS = p.handshake(*x.TLS)
	}
	if x.Life != nil {
		x.Life = p.life(*x.Life)
	}
	p.learns = answers
	if x.Response != nil {
		response := *x.Response
		response.Header = p.fields(response.Header)
		if response.Coding != nil {
			coding := *response.Coding
			coding.Name = p.string(coding.Name, context{name: true})
			response.Coding = &coding
		}
		response = p.withoutBody(response)
		response.Body = p.content(response.Body)
		if response.Truncated {
			response.Body = p.tail(response.Body)
		}
		x.Response = &response
	}
	return x
}

// life redacts what a client has printed, and what it calls its files.
func (p *redaction) life(l evidence.Life) *evidence.Life {
	l.Output = p.prose(l.Output)
	l.Leaks = slices.Clone(l.Leaks)
	for i := range l.Leaks {
		l.Leaks[i].Where = p.string(l.Leaks[i].Where, context{})
	}
	return &l
}

func (p *redaction) handshake(t evidence.TLS) *evidence.TLS {
	t.Subject = p.string(t.Subject, context{})
	t.Issuer = p.string(t.Issuer, context{})
	t.DNSNames = slices.Clone(t.DNSNames)
	for i, name := range t.DNSNames {
		t.DNSNames[i] = p.string(name, context{name: true})
	}
	return &t
}

func (p *redaction) run(r evidence.Run) evidence.Run {
	r.BaseURL = p.url(r.BaseURL)
	r.PlainURL = p.url(r.PlainURL)
	r.Scope = p.string(r.Scope, context{own: true})
	if r.Subject != nil {
		subject := *r.Subject
		subject.Command = p.prose(subject.Command)
		r.Subject = &subject
	}
	r.Preflight = slices.Clone(r.Preflight)
	for i := range r.Preflight {
		r.Preflight[i].Detail = p.prose(r.Preflight[i].Detail)
	}
	return r
}

// prose redacts a text for people, which may quote anything.
func (p *redaction) prose(s string) string { return string(p.content([]byte(s))) }

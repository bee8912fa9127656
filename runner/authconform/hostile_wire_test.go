package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// bytes is the answer as HTTP/1.1 has it.
func (r *reply) bytes(method string) []byte {
	var b bytes.Buffer
	for _, head := range r.interim {
		b.WriteString(head)
	}
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", r.status, r.reason)
	for _, f := range r.head {
		fmt.Fprintf(&b, "%s: %s\r\n", f.name, f.value)
	}
	switch {
	case r.unframed:
		b.WriteString("\r\n")
		b.Write(r.content)
	case len(r.trailers) > 0:
		fmt.Fprintf(&b, "Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n", len(r.content), r.content)
		for _, f := range r.trailers {
			fmt.Fprintf(&b, "%s: %s\r\n", f.name, f.value)
		}
		b.WriteString("\r\n")
	default:
		fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n", len(r.content))
		if method != http.MethodHead {
			b.Write(r.content)
		}
	}
	b.WriteString(r.after)
	return b.Bytes()
}

// framed is a connection of HTTP/2.
type framed struct {
	net.Conn
	mu sync.Mutex // of the framer, which has many streams to write for
	*http2.Framer
	ended chan struct{}
}

// serveFrames answers what comes over a connection of HTTP/2, each stream by itself.
func (h *hostile) serveFrames(conn net.Conn) {
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := conn.Read(preface); err != nil {
		return
	}
	c := &framed{Conn: conn, Framer: http2.NewFramer(conn, conn), ended: make(chan struct{})}
	defer close(c.ended)
	c.AllowIllegalWrites = true
	c.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	if c.WriteSettings() != nil {
		return
	}
	if h.attack.greets != nil {
		h.attack.greets(c)
	}
	open := map[uint32]*http.Request{}
	contents := map[uint32][]byte{}
	for {
		frame, err := c.ReadFrame()
		if err != nil {
			return
		}
		id, last := frame.Header().StreamID, frame.Header().Flags.Has(http2.FlagDataEndStream) // the same bit in both
		switch f := frame.(type) {
		case *http2.SettingsFrame:
			if !f.IsAck() {
				c.writing(func() { _ = c.WriteSettingsAck() })
			}
			continue
		case *http2.PingFrame:
			if !f.IsAck() {
				c.writing(func() { _ = c.WritePing(true, f.Data) })
			}
			continue
		case *http2.MetaHeadersFrame:
			open[id] = requestOf(f)
		case *http2.DataFrame:
			contents[id] = append(contents[id], f.Data()...)
		default:
			continue
		}
		if request := open[id]; last && request != nil {
			go h.stream(c, id, h.hear(request, contents[id], false))
			delete(open, id)
			delete(contents, id)
		}
	}
}

func (c *framed) writing(write func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	write()
}

func requestOf(f *http2.MetaHeadersFrame) *http.Request {
	r, err := http.NewRequest(f.PseudoValue("method"), "https://"+f.PseudoValue("authority")+f.PseudoValue("path"), http.NoBody)
	if err != nil {
		return nil
	}
	for _, field := range f.RegularFields() {
		r.Header.Add(field.Name, field.Value)
	}
	return r
}

func (h *hostile) stream(c *framed, id uint32, q *heard) {
	r, bent := h.reply(h.sound.TLSHandler(), q)
	if bent && h.attack.streams != nil {
		h.attack.streams(c, id, q, r)
		return
	}
	c.answer(id, q.Method, r)
}

// answer writes an answer in frames.
func (c *framed) answer(id uint32, method string, r *reply) {
	c.head(id, append([]pair{{":status", fmt.Sprint(r.status)}}, r.head...), false)
	content := r.content
	if method == http.MethodHead {
		content = nil
	}
	for len(content) > 0 {
		n := min(len(content), 16<<10)
		c.writing(func() { _ = c.WriteData(id, false, content[:n]) })
		content = content[n:]
	}
	if len(r.trailers) > 0 {
		c.head(id, r.trailers, true)
		return
	}
	c.writing(func() { _ = c.WriteData(id, true, nil) })
}

// head writes a list of fields, in as many frames as it takes. Names of fields are in lower case in HTTP/2.
func (c *framed) head(id uint32, fields []pair, last bool) {
	var b bytes.Buffer
	encoder := hpack.NewEncoder(&b)
	encoder.SetMaxDynamicTableSize(0) // each list stands for itself, whichever comes first
	for _, f := range fields {
		_ = encoder.WriteField(hpack.HeaderField{Name: strings.ToLower(f.name), Value: f.value}) // a bytes.Buffer takes everything
	}
	c.block(id, b.Bytes(), last)
}

func (c *framed) block(id uint32, block []byte, last bool) {
	c.writing(func() {
		n := min(len(block), 16<<10)
		_ = c.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: block[:n], EndStream: last, EndHeaders: n == len(block)})
		for block = block[n:]; len(block) > 0; block = block[n:] {
			n = min(len(block), 16<<10)
			_ = c.WriteContinuation(id, n == len(block), block[:n])
		}
	})
}

// certified is a certificate that is about to be made.
type certified struct {
	*x509.Certificate
	extra int // how many certificates follow that nobody needs
}

// certify makes an authority, and a certificate from it for this machine as the attack wants it.
func certify(change func(*certified)) (leaf tls.Certificate, authority []byte, err error) {
	now := time.Now()
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return leaf, nil, err
	}
	rootDER, err := x509.CreateCertificate(rand.Reader, root, root, &key.PublicKey, key)
	if err != nil {
		return leaf, nil, err
	}
	wanted := &certified{Certificate: &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "target"}, NotBefore: root.NotBefore, NotAfter: root.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}}
	if change != nil {
		change(wanted)
	}
	der, err := x509.CreateCertificate(rand.Reader, wanted.Certificate, root, &key.PublicKey, key)
	if err != nil {
		return leaf, nil, err
	}
	leaf = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	for range wanted.extra {
		leaf.Certificate = append(leaf.Certificate, rootDER)
	}
	return leaf, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: rootDER}), nil
}

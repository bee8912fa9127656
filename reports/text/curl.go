package text

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// MaxCommand bounds what a command carries: a longer one is no use to copy.
const MaxCommand = 16 << 10

// Curl gives a shell command (bash or zsh, on one line) that sends the exchange's request again, with the
// secrets taken from the environment variables that the suite itself reads; for a bare TLS handshake it is
// one of openssl. It is "" when no command can send the request. Nothing in a record, wherever the record
// comes from, makes the command do anything else than ask the address it shows.
func Curl(rec *evidence.Record, x evidence.Exchange) string {
	return curl(rec, x, PseudonymsOf(rec), "-i")
}

// curl is Curl with these pseudonyms, and with options that show the header of the answer, or none.
func curl(rec *evidence.Record, x evidence.Exchange, names Pseudonyms, shown ...string) string {
	address, err := url.Parse(x.Request.URL)
	if err != nil || address.Hostname() == "" || address.Scheme != "https" && address.Scheme != "http" {
		return ""
	}
	if x.Request.Method == "" {
		return handshakeCommand(rec.Run, x, address)
	}
	if !isToken(x.Request.Method) || len(x.Request.Body) > MaxCommand || len(x.Request.URL) > MaxCommand {
		return ""
	}
	c := command{names: names, request: x.Request, shown: shown}
	c.coded = x.Response != nil && len(fields(x.Response.Header, "Content-Encoding")) > 0
	c.words = append(c.words, "curl", "-sS")
	if address.Scheme == "https" {
		c.words = append(c.words, certificates(rec.Run, "--cacert", "--cert", "--key")...)
	}
	for _, to := range rec.Run.Connect {
		if strings.HasPrefix(to, hostAndPort(address)+":") {
			c.words = append(c.words, "--resolve", Quote(to))
		}
	}
	c.method()
	c.header()
	c.body()
	if strings.ContainsAny(x.Request.URL, "[]{}") {
		c.words = append(c.words, "-g") // curl reads them as patterns
	}
	c.words = append(c.words, c.word(x.Request.URL))
	return c.pipe + strings.Join(c.words, " ")
}

// command is a curl command in the making.
type command struct {
	names   Pseudonyms
	request evidence.Request
	words   []string
	shown   []string // the options that show the header of the answer
	pipe    string   // what comes before curl
	coded   bool     // the answer had a content coding: how it was asked for matters
}

func (c *command) method() {
	switch {
	case c.request.Method == http.MethodHead:
		c.words = append(c.words, "-I")
	case c.request.Method == http.MethodGet && len(c.request.Body) == 0:
		c.words = append(c.words, c.shown...)
	default:
		c.words = append(append(c.words, c.shown...), "-X", Quote(c.request.Method))
	}
}

func (c *command) header() {
	for _, f := range c.request.Header {
		unsendable := !isToken(f.Name) || strings.ContainsAny(f.Value, "\r\n\x00") || len(f.Value) > MaxCommand
		uncoded := f.Name == "Accept-Encoding" && !c.coded
		if unsendable || uncoded || TellsOnlyTheSender(f.Name) {
			continue
		}
		c.words = append(c.words, c.field(f)...)
	}
	if len(fields(c.request.Header, "Accept")) == 0 {
		c.words = append(c.words, "-H", "Accept:") // curl would send one of its own
	}
	if c.hasBody() && len(fields(c.request.Header, "Content-Type")) == 0 {
		c.words = append(c.words, "-H", "Content-Type:")
	}
}

func (c *command) field(f evidence.Field) []string {
	scheme, pair, ok := BasicPair(f.Value)
	switch {
	case f.Name == "Authorization" && ok && scheme == "Basic" && strings.Contains(pair, ":") && !strings.Contains(pair, "\x00"):
		return []string{"-u", c.word(pair)}
	case strings.EqualFold(f.Name, "Authorization") && ok && !strings.Contains(pair, "\x00"):
		encode := "$(printf %s " + c.word(pair) + ` | base64 | tr -d '\n')`
		return []string{"-H", `"` + f.Name + ": " + scheme + " " + encode + `"`}
	case f.Value == "":
		return []string{"-H", Quote(f.Name + ";")} // so curl writes a field without a value
	case f.Name == "Accept-Encoding":
		return []string{"--compressed", "-H", c.word(f.Name + ": " + f.Value)} // asks as we do, and shows it in clear
	default:
		return []string{"-H", c.word(f.Name + ": " + f.Value)}
	}
}

// hasBody takes a POST without content for one with an empty body: that is what an HTTP client sends.
func (c *command) hasBody() bool {
	return len(c.request.Body) > 0 || slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodPatch}, c.request.Method)
}

func (c *command) body() {
	body := string(c.request.Body)
	switch {
	case !c.hasBody():
	case strings.Contains(body, "\x00"):
		c.pipe = "printf " + octal(body) + " | " // no argument of a command can hold it
		c.words = append(c.words, "--data-binary", "@-")
	case strings.HasPrefix(body, "@"):
		c.words = append(c.words, "--data-raw", c.word(body)) // --data-binary would read a file
	default:
		c.words = append(c.words, "--data-binary", c.word(body))
	}
}

func (c *command) word(text string) string { return quoteSegments(c.names.segments(text)) }

// certificates are the options that connect as the run did, with the files that its variables name.
func certificates(run evidence.Run, authority, certificate, key string) []string {
	var words []string
	if run.CACert {
		words = append(words, authority, `"$AUTHCONFORM_CA_CERT"`)
	}
	if run.ClientCert {
		words = append(words, certificate, `"$AUTHCONFORM_CLIENT_CERT"`, key, `"$AUTHCONFORM_CLIENT_KEY"`)
	}
	return words
}

// hostAndPort is an address as curl's --resolve has it.
func hostAndPort(address *url.URL) string { return address.Hostname() + ":" + portOf(address) }

func portOf(address *url.URL) string {
	if port := address.Port(); port != "" {
		return port
	}
	return map[string]string{"http": "80", "https": "443"}[address.Scheme]
}

func handshakeCommand(run evidence.Run, x evidence.Exchange, address *url.URL) string {
	at := net.JoinHostPort(address.Hostname(), portOf(address))
	for _, to := range run.Connect {
		if ip, leads := strings.CutPrefix(to, hostAndPort(address)+":"); leads {
			at = net.JoinHostPort(strings.Trim(ip, "[]"), portOf(address))
		}
	}
	words := []string{"openssl", "s_client", "-connect", Quote(at)}
	if net.ParseIP(address.Hostname()) == nil {
		words = append(words, "-servername", Quote(address.Hostname()))
	}
	words = append(words, certificates(run, "-CAfile", "-cert", "-key")...)
	// OpenSSL 3 itself refuses what is older than TLS 1.2 unless told otherwise, and would prove nothing.
	const old = "-cipher DEFAULT@SECLEVEL=0"
	switch probe.Name(x.Probe).Handshake() {
	case tls.VersionTLS10:
		words = append(words, "-tls1", old)
	case tls.VersionTLS11:
		words = append(words, "-tls1_1", old)
	case tls.VersionTLS12:
		words = append(words, "-tls1_2")
	}
	return strings.Join(append(words, "</dev/null"), " ")
}

// isToken knows the tokens of RFC 9110, section 5.6.2: methods and field names.
func isToken(s string) bool {
	const signs = "!#$%&'*+-.^_`|~"
	for i := range len(s) {
		if s[i] >= 0x80 || !wordByte(s[i]) && !strings.Contains(signs, s[i:i+1]) {
			return false
		}
	}
	return s != ""
}

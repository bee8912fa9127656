package har

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"

	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// What is read of a file, at most: a run records less of each, but a file can be anybody's.
const (
	maxHAR        = 64 << 20  // bytes of a file
	maxEntry      = 10 << 20  // bytes of one entry, or of what belongs to none: 1 MiB of body, each byte written as six, and the header fields
	maxEntries    = 4096      // a burst of 2,000, and a full run twice
	maxFieldCount = 16384     // of one message
	maxHeader     = 256 << 10 // bytes of names and values
	maxFields     = 500_000   // of all messages: there is no Room for as many
	maxContent    = 2 << 20   // bytes of one body
	maxWord       = 64 << 10  // bytes of any other text
	maxID         = 512       // of an exchange, and of what it was asked for: reports name it with each clause
	maxNamed      = 500       // pseudonyms with a meaning
	maxNamedBytes = 256 << 10 // and their length, all in all
	maxDNSNames   = 10000     // of a certificate
	maxSteps      = 100       // of a preflight
)

var (
	errTooLarge   = fmt.Errorf("the file is larger than %d MiB, the most that is read", maxHAR>>20)
	errLargeEntry = fmt.Errorf("one entry of the file, or what stands before the entries, is larger than %d MiB, the most that is read of one", maxEntry>>20)
)

// window is a reader that gives up when what is read at once, or all of it, has no end within bounds.
type window struct {
	r     io.Reader
	total int // bytes left of the file
	left  int // bytes left until reset has to be called
	// crossed is the bound that was, which a decoder may take for the end of a text.
	crossed error
}

func (w *window) reset() { w.left = maxEntry }

// Read reads within the bounds.
func (w *window) Read(b []byte) (int, error) {
	n, err := w.r.Read(b[:min(len(b), w.total+1, w.left+1)])
	w.total -= n
	w.left -= n
	switch {
	case w.total < 0:
		w.crossed = errTooLarge
	case w.left < 0:
		w.crossed = errLargeEntry
	}
	if w.crossed != nil {
		return 0, w.crossed
	}
	return n, err
}

// exchangeWithinBounds refuses what no run records.
func exchangeWithinBounds(x evidence.Exchange) error {
	if most := max(len(x.ID), len(x.Operation), len(x.Probe)); most > maxID {
		return fmt.Errorf("an id or a name has %d bytes, and at most %d are read", most, maxID)
	}
	words := []string{x.Remote, x.Library, x.Request.Method, x.Request.URL, x.Request.Proto}
	headers, bodies := [][]evidence.Field{x.Request.Header}, [][]byte{x.Request.Body}
	if x.Response != nil {
		words, headers, bodies = append(words, x.Response.Proto), append(headers, x.Response.Header), append(bodies, x.Response.Body)
	}
	if x.Failure != nil {
		words = append(words, string(x.Failure.Kind), x.Failure.Detail)
	}
	if t := x.TLS; t != nil {
		if len(t.DNSNames) > maxDNSNames {
			return fmt.Errorf("a certificate has %d names, and at most %d are read", len(t.DNSNames), maxDNSNames)
		}
		words = append(append(words, t.Version, t.CipherSuite, t.ALPN, t.Subject, t.Issuer, t.Fingerprint), t.DNSNames...)
	}
	for _, header := range headers {
		if err := headerWithinBounds(header); err != nil {
			return err
		}
	}
	for _, body := range bodies {
		if len(body) > maxContent {
			return fmt.Errorf("a body has %d bytes, and at most %d KiB are read", len(body), maxContent>>10)
		}
	}
	return cmp.Or(wordsWithinBounds(words...), heardWithinBounds(x.Heard), lifeWithinBounds(x.Life))
}

// fieldsOfBoth counts the header fields of an exchange.
func fieldsOfBoth(x evidence.Exchange) int {
	if x.Response == nil {
		return len(x.Request.Header)
	}
	return len(x.Request.Header) + len(x.Response.Header)
}

func headerWithinBounds(header []evidence.Field) error {
	if len(header) > maxFieldCount {
		return fmt.Errorf("a header has %d fields, and at most %d are read", len(header), maxFieldCount)
	}
	size := 0
	for _, f := range header {
		size += len(f.Name) + len(f.Value)
	}
	if size > maxHeader {
		return fmt.Errorf("a header has %d bytes, and at most %d KiB are read", size, maxHeader>>10)
	}
	return nil
}

func wordsWithinBounds(words ...string) error {
	for _, word := range words {
		if len(word) > maxWord {
			return fmt.Errorf("a text has %d bytes, and at most %d KiB are read in its place", len(word), maxWord>>10)
		}
	}
	return nil
}

// flagForm is a flag of ours as a run records it: what is read stands in the verdict's sentence.
var flagForm = regexp.MustCompile(`^--[a-z]+(-[a-z]+)*( [a-z]+)?$`)

// runWithinBounds refuses what no run records.
func runWithinBounds(r evidence.Run, unasked []evidence.Skipped) error {
	words := []string{r.ID, r.Version, r.Contract, r.ContractDigest, r.BaseURL, r.PlainURL, r.Environment, r.Profile, r.Form, r.Scope}
	if len(r.Preflight) > maxSteps || len(unasked) > maxEntries {
		return errors.New("the run has more steps, or probes that it did not ask, than any")
	}
	for _, s := range r.Preflight {
		words = append(words, s.Name, s.Status, s.Detail, s.Act)
	}
	for _, u := range unasked {
		if u.Flag != "" && !flagForm.MatchString(u.Flag) {
			return fmt.Errorf("wanted a flag such as --profile full as what would have the probe %q asked, found something else", text.Printable(text.Bounded(u.Probe, text.MaxPointer)))
		}
		words = append(words, u.Probe, u.Reason, u.Flag, u.Instead, string(u.Missing))
	}
	named := 0
	for _, n := range r.Names {
		words = append(words, n.Pseudonym, n.Meaning, n.Shell)
		named += len(n.Pseudonym) + len(n.Meaning) + len(n.Shell)
	}
	if len(r.Names) > maxNamed || named > maxNamedBytes {
		return fmt.Errorf("the run names %d pseudonyms of %d bytes, and at most %d of %d KiB are read", len(r.Names), named, maxNamed, maxNamedBytes>>10)
	}
	return cmp.Or(wordsWithinBounds(words...), clientWithinBounds(r))
}

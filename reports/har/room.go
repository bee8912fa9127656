package har

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/authconform/authconform/suites/evidence"
)

// What the exchanges of a run may take of its file, as JSON writes them. Beyond, each is recorded without what a target
// can make large, so that the file of any run is read again: 2,000 such ones, a burst, take 24 MiB.
const (
	maxWhole     = 32 << 20 // of all exchanges that are recorded whole
	maxSlimBody  = 4 << 10  // of a body
	maxSlimField = 4 << 10  // of the header fields of a message
)

// What an exchange and a header field take beside their texts.
const (
	entryFrame = 2 << 10
	fieldFrame = 120
)

// Room is what is left of a run's file for its exchanges.
type Room struct{ taken int }

// Takes says whether there is room for all of an exchange, and takes it then.
func (r *Room) Takes(x evidence.Exchange) bool {
	size := writtenSize(x)
	if r.taken+size > maxWhole {
		return false
	}
	r.taken += size
	return true
}

// Slim gives an exchange without what a target can make large.
func Slim(x evidence.Exchange) evidence.Exchange {
	x.Request.Header = slimFields(x.Request.Header)
	if x.Response != nil {
		response := *x.Response
		response.Header = slimFields(response.Header)
		if writtenBody(response.Body) > maxSlimBody {
			response.Body, response.Truncated = slimBody(response.Body), true
		}
		x.Response = &response
	}
	return x
}

// slimBody gives the beginning of a body, without a part of a character at its end.
func slimBody(body []byte) []byte {
	const widest = 6 // bytes that JSON writes one as
	end := min(len(body), maxSlimBody/widest)
	for cut := end; cut > max(0, end-utf8.UTFMax); cut-- {
		if cut < len(body) && utf8.RuneStart(body[cut]) {
			end = cut
			break
		}
	}
	return body[:end:end]
}

// slimFields gives the fields that are small enough to be recorded with all that are smaller.
func slimFields(fields []evidence.Field) []evidence.Field {
	bySize := slices.Clone(fields)
	slices.SortStableFunc(bySize, func(a, b evidence.Field) int { return writtenField(a) - writtenField(b) })
	room, largest := maxSlimField, -1
	for _, f := range bySize {
		if room -= writtenField(f); room < 0 {
			break
		}
		largest = writtenField(f)
	}
	room = maxSlimField
	kept := slices.DeleteFunc(slices.Clone(fields), func(f evidence.Field) bool {
		if size := writtenField(f); size > largest || size > room {
			return true
		}
		room -= writtenField(f)
		return false
	})
	return unlessEmpty(kept)
}

// writtenSize is what an exchange takes of a HAR file, at most.
func writtenSize(x evidence.Exchange) int {
	size := entryFrame + 4*writtenText(x.Request.URL) + writtenText(x.ID) + writtenText(x.Probe) + writtenFields(x.Request.Header) + writtenBody(x.Request.Body)
	if address, err := url.Parse(x.Request.URL); err == nil {
		size += fieldFrame * (1 + min(strings.Count(address.RawQuery, "&"), maxQuery))
	}
	if x.Response != nil {
		size += writtenFields(x.Response.Header) + writtenBody(x.Response.Body)
	}
	if x.TLS != nil {
		size += writtenText(x.TLS.Subject) + writtenText(x.TLS.Issuer)
		for _, name := range x.TLS.DNSNames {
			size += fieldFrame + writtenText(name)
		}
	}
	if x.Life != nil {
		size += writtenText(x.Life.Output)
	}
	return size
}

func writtenFields(fields []evidence.Field) int {
	size := 0
	for _, f := range fields {
		size += writtenField(f)
	}
	return size
}

func writtenField(f evidence.Field) int {
	return fieldFrame + writtenText(f.Name) + writtenText(f.Value)
}

func writtenBody(body []byte) int {
	if !utf8.Valid(body) {
		return 4 + len(body)*4/3 // base64
	}
	return writtenText(string(body))
}

// writtenText is what a text takes as a JSON string, and where it is no UTF-8 as the base64 beside it.
func writtenText(s string) int {
	const escaped, short = 6, 2
	size, valid := 2, true
	for i := 0; i < len(s); {
		r, width := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '"' || r == '\\' || r == '\n' || r == '\r' || r == '\t':
			size += short
		case r < ' ' || r == '\u2028' || r == '\u2029':
			size += escaped
		case r == utf8.RuneError && width == 1:
			size += escaped
			valid = false
		default:
			size += width
		}
		i += width
	}
	if !valid {
		size += fieldFrame + len(s)*4/3
	}
	return size
}

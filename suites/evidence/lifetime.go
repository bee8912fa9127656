package evidence

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/authconform/authconform/openapi/wire"
)

// Lifetime gives the seconds that an answer says its token lasts: its expires_in (RFC 6749, section 5.1) or, where the
// contract has one instead, the time from the answer to the moment at which the token ends. What is beyond all numbers is
// without end. False where the answer names no time that can be read.
func (x Exchange) Lifetime() (seconds float64, ok bool) {
	if value, there := x.Member(wire.ExpiresIn); there || !x.Layout.Has(wire.ExpiresAt) {
		return number(value, x.Layout != nil)
	}
	end, ok := x.Ends()
	if !ok {
		return 0, false
	}
	return end - x.answered(), true
}

// Ends gives the moment at which an answer says that its token ends, in seconds since 1970: it is written so, in milliseconds, or as
// RFC 3339 has it. False where there is none that can be read.
func (x Exchange) Ends() (seconds float64, ok bool) {
	value, _ := x.Member(wire.ExpiresAt)
	if text, isText := value.(string); isText {
		if end, err := time.Parse(time.RFC3339, text); err == nil {
			return float64(end.UnixNano()) / float64(time.Second), true
		}
	}
	end, ok := number(value, true)
	if ok && end >= milliseconds {
		end /= 1000
	}
	return end, ok
}

// milliseconds is from when on a number of seconds since 1970 is one of milliseconds: as seconds it lies beyond the year 5000, and as
// milliseconds behind us.
const milliseconds = 1e11

// answered is when the answer was made: by the target's clock where it tells it, which is what an end is counted by.
func (x Exchange) answered() float64 {
	answer, _ := x.Answer()
	if date, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		return float64(date.Unix())
	}
	return float64(x.Started.Add(x.Duration).UnixNano()) / float64(time.Second)
}

// number reads a number, or the text of one where a contract may write it so.
func number(value any, texts bool) (float64, bool) {
	literal := ""
	switch value := value.(type) {
	case json.Number:
		literal = value.String()
	case string:
		if texts {
			literal = value
		}
	}
	seconds, err := strconv.ParseFloat(literal, 64)
	return seconds, err == nil || errors.Is(err, strconv.ErrRange)
}

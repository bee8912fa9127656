package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	// MaxDepth bounds the nesting of JSON that is looked at: no contract comes near, and a hostile answer
	// must not cost a stack.
	MaxDepth = 64
	// MaxViolations bounds what one check of a hostile answer reports.
	MaxViolations = 50
	// Bom is the byte order mark of UTF-8.
	Bom   = "\xEF\xBB\xBF"
	space = " \t\r\n"
)

// StrictJSON wants the body to be exactly one JSON text in UTF-8 (RFC 8259). The rules are json.empty,
// json.bom, json.utf8, json.syntax, json.trailing and json.depth (nested deeper than 64). Violations tell
// offsets, never content. Members that stand twice are DuplicateMembers' matter; an escape that names half a
// character is within the grammar (section 8.2).
func StrictJSON(body []byte) []Violation {
	var violations []Violation
	add := func(rule, format string, args ...any) {
		violations = append(violations, Violation{Rule: rule, Detail: "wanted one JSON text in UTF-8; found " + fmt.Sprintf(format, args...)})
	}
	text, marked := bytes.CutPrefix(body, []byte(Bom))
	if marked {
		add("json.bom", "a byte order mark before it")
	}
	shift := len(body) - len(text)
	if len(bytes.Trim(text, space)) == 0 {
		add("json.empty", "nothing, in %d bytes", len(body))
		return violations
	}
	if !utf8.Valid(text) {
		add("json.utf8", "bytes that are not UTF-8 at offset %d", shift+invalidAt(text))
	}
	if fault := scan(text); fault != nil {
		add(fault.rule, fault.found, int64(shift)+fault.offset)
	}
	return violations
}

// fault is where a text stops to be one JSON text.
type fault struct {
	rule, found string
	offset      int64
}

// scan reads the text to its end.
func scan(text []byte) *fault {
	dec := decoder(text)
	for {
		_, err := dec.ReadToken()
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return &fault{"json.syntax", "its end at offset %d", int64(len(text))}
		case err != nil:
			return &fault{"json.syntax", "a syntax error at offset %d", offsetOf(err, dec)}
		case dec.StackDepth() > MaxDepth:
			return &fault{"json.depth", fmt.Sprintf("more than %d levels of nesting at offset %%d", MaxDepth), dec.InputOffset()}
		}
		if dec.StackDepth() == 0 {
			break
		}
	}
	end := dec.InputOffset()
	if rest := bytes.TrimLeft(text[end:], space); len(rest) > 0 {
		return &fault{"json.trailing", "more after it at offset %d", int64(len(text) - len(rest))}
	}
	return nil
}

func decoder(text []byte) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

func offsetOf(err error, dec *jsontext.Decoder) int64 {
	if syntactic := new(jsontext.SyntacticError); errors.As(err, &syntactic) {
		return syntactic.ByteOffset
	}
	return dec.InputOffset()
}

func invalidAt(text []byte) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(text)
}

package page

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
)

// Raw is text of our own that is written as it is: a style or a script.
type Raw string

// StyleHash is the source expression with which a Content-Security-Policy lets exactly that style in.
func StyleHash(style string) string {
	sum := sha256.Sum256([]byte(style))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

//go:embed base.css
var baseStyle string

// BaseStyle is what all pages have of a style.
func BaseStyle() string { return baseStyle }

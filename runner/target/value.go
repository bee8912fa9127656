package target

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// value is a flag's value that knows whether it was set: pflag keeps that beside the value, where it is lost
// when the flag is handed to the standard library's flag package.
type value struct {
	into  any // *string, *bool, *int, *time.Duration or *[]string
	isSet bool
	times int // how often
}

// String gives the value as a usage text shows it. The standard library calls it on a zero value too.
func (v *value) String() string {
	switch p := v.into.(type) {
	case *string:
		return *p
	case *bool:
		return strconv.FormatBool(*p)
	case *int:
		return strconv.Itoa(*p)
	case *time.Duration:
		return p.String()
	case *[]string:
		return strings.Join(*p, ",")
	}
	return ""
}

// Set takes the text of a flag.
func (v *value) Set(text string) error {
	if p, ok := v.into.(*[]string); ok && v.isSet {
		return assign(p, append(*p, text))
	}
	v.isSet = true
	v.times++
	return assign(v.into, []string{text})
}

// Type names the type as pflag does, for usage texts and completion.
func (v *value) Type() string {
	switch v.into.(type) {
	case *bool:
		return "bool"
	case *int:
		return "int"
	case *time.Duration:
		return "duration"
	case *[]string:
		return "stringArray"
	}
	return "string"
}

// IsBoolFlag lets --flag stand for --flag=true in both flag packages.
func (v *value) IsBoolFlag() bool { return v.Type() == "bool" }

// The words for what a setting wants, in every layer.
const (
	wantText     = "wanted a text"
	wantBool     = "wanted true or false"
	wantInt      = "wanted a whole number"
	wantDuration = "wanted a duration such as 10s"
	wantList     = "wanted a list of texts"
	isEmpty      = "is empty: give a value, or leave it out"
)

// wants says what kind of value a setting takes.
func wants(into any) string {
	switch into.(type) {
	case *bool:
		return wantBool
	case *int:
		return wantInt
	case *time.Duration:
		return wantDuration
	case *[]string:
		return wantList
	}
	return wantText
}

// assign parses texts into a setting; several are for lists only. Its errors never repeat a text. An empty
// text is refused: "--base-url=$URL" with an unset variable must not silently ask another target.
func assign(into any, texts []string) error {
	for _, text := range texts {
		if strings.TrimSpace(text) == "" {
			return errors.New(isEmpty)
		}
	}
	if p, ok := into.(*[]string); ok {
		*p = texts
		return nil
	}
	return parse(into, texts[0])
}

func parse(into any, text string) error {
	var err error
	switch p := into.(type) {
	case *string:
		*p = text
	case *bool:
		*p, err = strconv.ParseBool(text)
	case *int:
		*p, err = strconv.Atoi(text)
	case *time.Duration:
		*p, err = time.ParseDuration(text)
	}
	if err != nil {
		return errors.New(wants(into))
	}
	return nil
}

package reports

import "github.com/fatih/color"

// shade is what a color means here; plain is none.
type shade int

const (
	plain shade = iota
	bold
	faint
	red
	green
	yellow
)

// ink colors text for one writer. It decides for itself and leaves the library's switch for the whole
// process alone.
type ink struct{ on bool }

func (i ink) paint(s shade, text string) string {
	if !i.on || s == plain || text == "" {
		return text
	}
	c := color.New(s.attributes()...)
	c.EnableColor()
	return c.Sprint(text)
}

func (s shade) attributes() []color.Attribute {
	switch s {
	case bold:
		return []color.Attribute{color.Bold}
	case faint:
		return []color.Attribute{color.Faint}
	case red:
		return []color.Attribute{color.FgRed, color.Bold}
	case green:
		return []color.Attribute{color.FgGreen, color.Bold}
	case yellow:
		return []color.Attribute{color.FgYellow}
	case plain:
	}
	return nil
}

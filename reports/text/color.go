package text

import "github.com/fatih/color"

// Color is what a color means here; plain is none.
type Color int

// The colors, and what is not one.
const (
	Plain Color = iota
	Bold
	Faint
	Red
	Green
	Yellow
)

// Paint colors text, where colors are wanted. It decides for itself and leaves the library's switch for the whole
// process alone.
func (p *Printer) Paint(s Color, text string) string {
	if !p.Color || s == Plain || text == "" {
		return text
	}
	c := color.New(s.attributes()...)
	c.EnableColor()
	return c.Sprint(text)
}

func (s Color) attributes() []color.Attribute {
	switch s {
	case Bold:
		return []color.Attribute{color.Bold}
	case Faint:
		return []color.Attribute{color.Faint}
	case Red:
		return []color.Attribute{color.FgRed, color.Bold}
	case Green:
		return []color.Attribute{color.FgGreen, color.Bold}
	case Yellow:
		return []color.Attribute{color.FgYellow}
	case Plain:
	}
	return nil
}

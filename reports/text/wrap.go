package text

import (
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"
)

// LabelWidth is the column in which the text of a labelled part begins.
const LabelWidth = len("reproduce ")

// Columns is the number of terminal columns that text takes. It does not depend on the user's locale, so
// that the same report looks the same everywhere.
func Columns(s string) int { return Measure().StringWidth(s) }

// Measure counts columns as every terminal does, whatever the locale.
func Measure() *runewidth.Condition { return &runewidth.Condition{} }

// Pad fills text up with spaces to so many columns.
func Pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-Columns(s)))
}

// Wrap breaks text between words into lines of at most width columns. A longer word is broken after a
// comma, then anywhere, but an address never: it could not be copied.
func Wrap(text string, width int) []string {
	var words []string
	for _, word := range namedWords(text) {
		words = append(words, chop(word, width)...)
	}
	return fill(words, width, "")
}

// wrapCommand breaks a shell command between its words; every line but the last ends in a backslash, so
// that what is copied is still the command. A word that is too long stays whole.
func wrapCommand(command string, width int) []string {
	const more = ` \`
	var words []string
	for _, word := range shellWords(command) {
		if n := len(words); n > 0 && takesValue(words[n-1]) {
			words[n-1] += " " + word
			continue
		}
		words = append(words, word)
	}
	return fill(words, width, more)
}

// commandWidth is where a page breaks commands.
const commandWidth = 92

// Command lays out a shell command for a page: its lines end in a backslash, so that what is copied is still the command.
func Command(command string) string { return strings.Join(wrapCommand(command, commandWidth), "\n") }

// takesValue knows the options that are better read beside their values.
func takesValue(word string) bool {
	return slices.Contains([]string{"-H", "-u", "-X", "--data-binary", "--data-raw", "-o", "-connect", "-servername", "--cacert", "--cert", "--key", "-CAfile", "-cert", "-key"}, word)
}

// namedWords splits text at its spaces, but keeps a name in ‹› together.
func namedWords(text string) []string {
	words := strings.Split(text, " ")
	kept := words[:0]
	for _, word := range words {
		if n := len(kept); n > 0 && strings.LastIndex(kept[n-1], "‹") > strings.LastIndex(kept[n-1], "›") && len(kept[n-1]) < maxName {
			kept[n-1] += " " + word
			continue
		}
		kept = append(kept, word)
	}
	return kept
}

// maxName bounds what an opening ‹ in a target's own text keeps together.
const maxName = 200

func fill(words []string, width int, more string) []string {
	var lines []string
	line := ""
	for i, word := range words {
		room := width
		if i < len(words)-1 {
			room -= len(more)
		}
		if i > 0 && Columns(line)+1+Columns(word) > room {
			lines = append(lines, line+more)
			line = word
			continue
		}
		if i > 0 {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// chop makes a word into pieces that fit. All pieces but the last are full, or fill would set a space
// between them.
func chop(word string, width int) []string {
	if Columns(word) <= width || strings.Contains(word, "://") {
		return []string{word}
	}
	var pieces []string
	for {
		head := Measure().Truncate(Beginning(word, 16*width), width, "")
		if len(head) == 0 || len(head) == len(word) {
			return append(pieces, word)
		}
		if comma := strings.LastIndexByte(head, ','); comma > len(head)/2 {
			head = head[:comma+1]
		}
		pieces = append(pieces, head)
		word = word[len(head):]
	}
}

// shellWords splits a command at the spaces that stand outside quotes and substitutions. A command whose
// quotes do not match is one word.
func shellWords(command string) []string {
	var words []string
	var open []quoting
	start := 0
	for i := 0; i < len(command); i++ {
		inner := bare
		if len(open) > 0 {
			inner = open[len(open)-1]
		}
		switch c := command[i]; {
		case c == '\\' && inner != quoted:
			i++ // the next character stands for itself
		case c == inner.end():
			open = open[:len(open)-1]
		case c == ' ' && inner == bare:
			words = append(words, command[start:i])
			start = i + 1
		default:
			if opened := inner.opens(command[i:]); opened != bare {
				open = append(open, opened)
				i += len(opened) - 1
			}
		}
	}
	if len(open) > 0 {
		return []string{command}
	}
	return append(words, command[start:])
}

// quoting is what a character of a shell command stands in, named by what opens it.
type quoting string

const (
	bare         quoting = ""
	quoted       quoting = "'"
	ansiQuoted   quoting = "$'"
	doubleQuoted quoting = `"`
	substituted  quoting = "$("
)

// end is the character that ends the quoting; bare has none, and no command holds a NUL.
func (c quoting) end() byte {
	switch c {
	case quoted, ansiQuoted:
		return '\''
	case doubleQuoted:
		return '"'
	case substituted:
		return ')'
	case bare:
	}
	return 0
}

// opens gives the quoting that text opens within this one, bare if it opens none.
func (c quoting) opens(text string) quoting {
	var openers []quoting
	switch c {
	case bare, substituted:
		openers = []quoting{ansiQuoted, substituted, quoted, doubleQuoted}
	case doubleQuoted:
		openers = []quoting{substituted}
	case quoted, ansiQuoted:
	}
	for _, opener := range openers {
		if strings.HasPrefix(text, string(opener)) {
			return opener
		}
	}
	return bare
}

// Package text makes text of what was sent and what came back, harmless wherever it is shown: printable on one line, wrapped for
// a terminal, quoted for a shell, escaped for Markdown and JSON, pseudonyms told as what they stand for. All formats share it,
// and it knows no report.
package text

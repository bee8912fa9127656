// Package reports tells what a run found: the result model (versioned, with a JSON Schema), the
// verdict, and one writer per format. It judges nothing about a target itself, and asks nothing of it.
package reports

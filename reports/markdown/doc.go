// Package markdown writes a report as a summary for pull requests and CI steps.
package markdown

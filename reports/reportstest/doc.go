// Package reportstest holds what tests of reports share: golden files, hostile text, a writer that fails, and a record.
package reportstest

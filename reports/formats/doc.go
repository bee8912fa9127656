// Package formats lists the forms in which a report is told: a new one is a line here.
package formats

// Package clausetest tries an area's clauses over records that a test writes down, as net/http/httptest tries handlers.
package clausetest

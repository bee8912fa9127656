// Package junit writes a report as JUnit XML, never greener than its verdict.
package junit

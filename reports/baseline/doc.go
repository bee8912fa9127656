// Package baseline reads and writes what a target is known to fail, and marks the results that it excuses.
package baseline

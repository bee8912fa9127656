// Package page writes pages that need nothing else: no network, no other file. What they have in common is their style, and a
// policy (CSP) that allows their own style and script by digest.
package page

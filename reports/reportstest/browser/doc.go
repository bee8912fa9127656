// Package browser looks at pages in a headless Chromium: a tab in which something goes wrong, or which asks anything of anybody
// else, fails its test.
package browser

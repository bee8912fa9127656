// Package site tells what became of many targets over many nights: an index, a page for each target and one for each clause that
// any of them broke, which link to each other and to the reports. It reads and writes no file.
package site

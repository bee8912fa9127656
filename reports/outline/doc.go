// Package outline says what every format tells of a report, in which order and in which words: its sections, the parts of a
// result, the facts that a verdict rests on, the steps of the preflight. How it looks is up to the formats.
package outline

// Package fleet is about many targets: the file that lists them, which of them a shard takes, and how they are asked side by side
// without one harming another. What came of them is told by reports/fleet.
package fleet

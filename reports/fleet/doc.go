// Package fleet tells what came of many targets: one line of each, put together from the shards that asked them. It imports the
// model alone; runner/fleet asks.
package fleet

// Package explain tells what a clause or a ruling rests on, whatever came of it in a run.
package explain

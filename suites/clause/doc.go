// Package clause holds what a clause is, and the parts of which the areas make specs of them: entries of tables, the
// choice of evidence, and what came of a spec. Lists, plans and filters read clauses as data, without a running Ginkgo;
// judging them is running their specs.
package clause

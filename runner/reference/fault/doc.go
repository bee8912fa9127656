// Package fault is what ways of breaking a contract are put together from. A Deviation or a Variant is a row: its name, a
// sentence, how the sound target's configuration is mutated, and the clauses that find it. A mutation stands between
// clients and the target: it admits requests that would be refused (Admit), or edits answers that are chosen by the request
// (ResponsesTo), by the answer (Responses) or by the past of the token that a request shows (Uses). Its tables are those that
// do not depend on the contract; Generate makes rows of a contract's OpenAPI document.
package fault

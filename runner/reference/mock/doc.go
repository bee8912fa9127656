// Package mock makes the reference target of any contract, as mock servers are made of OpenAPI documents: it answers what the
// document documents, with values that the schemas allow, and decides as the facts beside it say. It reads the document's
// text by itself. What such a target takes though it has to refuse it, or says otherwise than it must, is a deviation: one for
// each way to break a statement of the document, and one for each thing that the facts promise.
package mock

// Package schemas reads the schemas of OpenAPI documents: it brings those of 3.1 to the one form in which 3.0 has them too,
// says in words what a schema asks for, holds values against it, and tells which of its keywords nobody judges.
//
// One judge serves both versions. What it tells of a value is its type and size and nothing else: it may be a secret.
package schemas

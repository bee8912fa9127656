// Package schema holds the JSON Schemas (draft 2020-12) of all files that are read and written here, each under its $id.
package schema

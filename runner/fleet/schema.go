package fleet

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/authconform/authconform/runner/target"
)

// SchemaID is the $id of the schema of a file of targets.
const SchemaID = "https://github.com/authconform/authconform/runner/fleet/schema/fleet-1.json"

// Schema gives the JSON Schema (draft 2020-12) of a file of targets: what authconform.yaml can hold, but for what is the whole
// fleet's, with a name and the variables of credentials.
func Schema() ([]byte, error) {
	var config struct {
		Properties map[string]json.RawMessage `json:"properties"`
		Defs       map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(target.ConfigSchema(), &config); err != nil {
		return nil, fmt.Errorf("the schema of the settings: %w", err)
	}
	maps.DeleteFunc(config.Properties, func(key string, _ json.RawMessage) bool { return slices.Contains(aside(), key) })
	settings := func(more map[string]any) map[string]any {
		properties := map[string]any{"variables": map[string]any{
			"type":                 "object",
			"description":          "Which variables of the environment hold the credentials: AUTHCONFORM_CLIENT_ID: ACME_CLIENT_ID. Keys are variables of ours, and those that the contract names. Secrets do not stand here.",
			"propertyNames":        map[string]any{"pattern": variable.String()},
			"additionalProperties": map[string]any{"type": "string", "pattern": variable.String()},
		}}
		for key, value := range config.Properties {
			properties[key] = value
		}
		maps.Copy(properties, more)
		return map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
	}
	one := settings(map[string]any{"name": map[string]any{"type": "string", "pattern": name.String(), "description": "What the target is called; its reports go to a directory of that name."}})
	one["required"] = []string{"name"}
	return json.MarshalIndent(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SchemaID,
		"title":       "the targets of authconform fleet",
		"description": "Many targets: settings as in authconform.yaml for each, over the defaults. Relative paths are relative to this file.",
		"type":        "object", "additionalProperties": false, "required": []string{"targets"},
		"properties": map[string]any{
			"defaults": settings(nil),
			"targets":  map[string]any{"type": "array", "minItems": 1, "maxItems": MaxTargets, "items": one},
		},
		"$defs": config.Defs,
	}, "", "  ")
}

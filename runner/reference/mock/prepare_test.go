package mock

import (
	"strings"
	"testing"

	"github.com/dlclark/regexp2"

	"github.com/authconform/authconform/openapi"
)

// A target is made of what documents ask for and the suite does not judge: patterns that look around themselves, whose texts they
// match, and discriminators, however much of them the document has. What no text is found for is told with its line.
func TestWhatIsNotJudgedIsServed(t *testing.T) {
	t.Parallel()
	start, err := openapi.NewStarter("x", "client_credentials")
	if err != nil {
		t.Fatal(err)
	}
	const user, machine = "    User: {type: object, required: [kind], properties: {kind: {type: string}}}\n", "    Machine: {type: object, required: [kind], properties: {kind: {type: string}}}\n"
	for name, row := range map[string]struct{ further, schemas, pattern, refused string }{
		"looks ahead":          {`{type: string, pattern: '^(?=.*[A-Z])(?=.*[0-9])[A-Z0-9]{8}$'}`, "", `^(?=.*[A-Z])(?=.*[0-9])[A-Z0-9]{8}$`, ""},
		"looks ahead in vain":  {`{type: string, pattern: '^(?!.*[lO0])[A-Za-z1-9]{24,}$', maxLength: 30}`, "", `^(?!.*[lO0])[A-Za-z1-9]{24,30}$`, ""},
		"looks behind":         {`{type: string, pattern: '^[a-z]{3}(?<=b)[0-9]$', example: abb1}`, "", `^[a-z]{3}(?<=b)[0-9]$`, ""},
		"an example":           {`{type: string, pattern: '^(a)\1(?=)\1$', example: aaa}`, "", `^aaa$`, ""},
		"nothing is found":     {`{type: string, pattern: '^(?=.*qqqqqqqqqq)[a-z]{12}$'}`, "", "", "x.yaml:"},
		"no mapping":           {`{oneOf: [{$ref: '#/components/schemas/User'}, {$ref: '#/components/schemas/Machine'}], discriminator: {propertyName: kind}}`, user + machine, "", ""},
		"half of a mapping":    {`{oneOf: [{$ref: '#/components/schemas/User'}, {$ref: '#/components/schemas/Machine'}], discriminator: {propertyName: kind, mapping: {m: '#/components/schemas/Machine'}}}`, user + machine, "", ""},
		"nothing to choose of": {`{type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}`, "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			document := strings.Replace(string(start.Document), "        access_token:\n", "        further: "+row.further+"\n        access_token:\n", 1)
			document = strings.Replace(document, "        - token_type\n", "        - token_type\n        - further\n", 1)
			document = strings.Replace(document, "  schemas:\n", "  schemas:\n"+row.schemas, 1)
			contract, err := openapi.Parse("x.yaml", []byte(document), start.Facts)
			if err != nil {
				t.Fatal(err)
			}
			all, err := read(contract)
			if row.refused != "" {
				if err == nil || !strings.HasPrefix(err.Error(), row.refused) || !strings.Contains(err.Error(), "give an example") {
					t.Errorf("error: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			body := all[0].issued.write(nil, nil).Body
			further, there := at(body, "further")
			if !there {
				t.Fatalf("body: %v", body)
			}
			if row.pattern == "" {
				return
			}
			if ok, err := regexp2.MustCompile(row.pattern, regexp2.ECMAScript).MatchString(text(further)); err != nil || !ok {
				t.Errorf("%q does not match %s: %v", further, row.pattern, err)
			}
		})
	}
}

package redact

import (
	"regexp"
	"testing"
)

// A pseudonym keeps what a contract's document asks of tokens, and shows no more of one than the document does.
func TestPseudonymsKeepTheFormOfTokens(t *testing.T) {
	for _, row := range []struct{ pattern, begins, token string }{
		{`^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$`, "", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"},
		{`^bw_[A-Za-z0-9]{32}$`, "bw_", "bw_q8Zr3Lk0Tn5Vb2Xc7Md1Hs9Gj4Fw6Pya"},
		{`^0x[0-9A-F]{40}$`, "0x", "0x5AEDA56215B167893E80B4FE645BA6D5BAB767DE"},
	} {
		form := regexp.MustCompile(row.pattern)
		r, err := NewRedactor(nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Keeping(Form{Alike: func(one, other string) bool { return form.MatchString(one) == form.MatchString(other) }, Beginnings: []string{row.begins}})
		pseudonym := string(r.of([]byte(row.token)))
		same := 0
		for i := range row.token {
			if pseudonym[i] == row.token[i] {
				same++
			}
		}
		if !form.MatchString(pseudonym) || same > len(row.token)/2 || string(r.of([]byte(row.token))) != pseudonym {
			t.Errorf("%s became %s, which has %d characters of it", row.token, pseudonym, same)
		}
	}
}

package reference

import (
	"encoding/json"
	"net/http"
)

// posts says that the request is one that issues tokens, whatever is wrong with it.
func posts(q *inquiry) bool { return q.Method == http.MethodPost }

func byMethod(name string) asked {
	return func(q *inquiry) bool { return q.Method == name && q.URL.RawQuery == "" }
}

// members gives the members of a JSON request; nil when its body is no JSON object.
func (q *inquiry) members() map[string]any {
	var members map[string]any
	if json.Unmarshal(q.content, &members) != nil {
		return nil
	}
	return members
}

// typed says that the content type is exactly this, without parameters; "" is none.
func (q *inquiry) typed(contentType string) bool { return q.Header.Get("Content-Type") == contentType }

func typedAs(contentType string) asked {
	return func(q *inquiry) bool { return posts(q) && q.typed(contentType) }
}

func overHTTP1(q *inquiry) bool { return q.ProtoMajor == 1 }

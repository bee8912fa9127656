package target

import (
	"net/url"
	"testing"
)

func TestProxy(t *testing.T) {
	both := map[string]string{"HTTPS_PROXY": "http://secure:3128", "HTTP_PROXY": "open:8080"}
	except := map[string]string{"HTTPS_PROXY": "http://secure:3128", "NO_PROXY": ".example,10.0.0.0/8"}
	for name, c := range map[string]struct {
		vars map[string]string
		ask  string
		want string
	}{
		"none":                       {nil, "https://a.example", ""},
		"https":                      {both, "https://a.example", "http://secure:3128"},
		"http, without a scheme":     {both, "http://a.example", "http://open:8080"},
		"lower case is first":        {map[string]string{"https_proxy": "http://lower", "HTTPS_PROXY": "http://upper"}, "https://a.example", "http://lower"},
		"empty is none":              {map[string]string{"https_proxy": "", "HTTPS_PROXY": "http://upper"}, "https://a.example", "http://upper"},
		"credentials stay":           {map[string]string{"HTTPS_PROXY": "http://u:p@proxy"}, "https://a.example", "http://u:p@proxy"},
		"socks":                      {map[string]string{"HTTPS_PROXY": "socks5://proxy:1080"}, "https://a.example", "socks5://proxy:1080"},
		"an exception":               {except, "https://b.example", ""},
		"an exception by address":    {except, "https://10.1.2.3", ""},
		"no exception":               {except, "https://b.test", "http://secure:3128"},
		"all excepted":               {map[string]string{"HTTPS_PROXY": "http://secure", "no_proxy": "*"}, "https://a.test", ""},
		"loopback":                   {both, "https://127.0.0.1:8443", ""},
		"loopback by name":           {both, "http://localhost:1", ""},
		"loopback in other spelling": {both, "http://LOCALHOST.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			target, err := world{args: []string{"--env=staging"}, vars: withClient(c.vars)}.describe(t)
			if err != nil {
				t.Fatal(err)
			}
			u, err := url.Parse(c.ask)
			if err != nil {
				t.Fatal(err)
			}
			proxy, err := target.Proxy(u)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if proxy != nil {
				got = proxy.String()
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestProxyErrors(t *testing.T) {
	const wanted = "wanted the address of a proxy such as http://proxy.example.com:3128, found what cannot be read as one"
	for text, want := range map[string]string{
		"http://user:hunter2%zz@proxy": wanted,
		"http://":                      wanted,
		"http://proxy:99999":           wanted,
		"http://proxy:":                wanted,
		"user:hunter2 @proxy":          wanted,
		"ftp://user:hunter2@proxy":     "wanted a proxy with the scheme http, https, socks5 or socks5h, found another",
	} {
		t.Run(text, func(t *testing.T) {
			_, err := world{args: []string{"--env=staging"}, vars: withClient(map[string]string{"https_proxy": text, "HTTP_PROXY": text})}.describe(t)
			wantError(t, err, "https_proxy: "+want+"\nHTTP_PROXY: "+want)
		})
	}
}

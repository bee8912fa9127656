package main

import (
	"crypto/tls"
	"crypto/x509/pkix"
	"encoding/binary"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/http2"
)

func onlyNew(c *tls.Config) { c.NextProtos = []string{"h2"} }

// streaming is an attack that writes an answer over HTTP/2 in its own way.
func streaming(stream func(c *framed, id uint32, q *heard, r *reply)) attack {
	return attack{settings: onlyNew, streams: stream}
}

// flood sends frames before the answer, as many as the row says, and then the answer.
func flood(one func(c *framed, id uint32) error) func(parameters) attack {
	return func(p parameters) attack {
		return streaming(func(c *framed, id uint32, q *heard, r *reply) {
			for range max(p.Times, 1) {
				var err error
				c.writing(func() { err = one(c, id) })
				if err != nil {
					return
				}
			}
			c.answer(id, q.Method, r)
		})
	}
}

// instead sends something in the place of an answer.
func instead(send func(c *framed, id uint32, p parameters)) func(parameters) attack {
	return func(p parameters) attack {
		return streaming(func(c *framed, id uint32, _ *heard, _ *reply) { send(c, id, p) })
	}
}

var codes = map[string]http2.ErrCode{
	"no-error": http2.ErrCodeNo, "protocol": http2.ErrCodeProtocol, "internal": http2.ErrCodeInternal, "refused": http2.ErrCodeRefusedStream,
	"cancel": http2.ErrCodeCancel, "calm": http2.ErrCodeEnhanceYourCalm, "http-1.1": http2.ErrCodeHTTP11Required, "unknown": 0xffff,
}

// frames are attacks in frames of HTTP/2 (RFC 9113).
func frames() map[string]func(parameters) attack {
	return map[string]func(parameters) attack{
		"h2-settings-flood": flood(func(c *framed, _ uint32) error { return c.WriteSettings() }),
		"h2-ping-flood":     flood(func(c *framed, _ uint32) error { return c.WritePing(false, [8]byte{1}) }),
		"h2-window-flood":   flood(func(c *framed, id uint32) error { return c.WriteWindowUpdate(id, 1<<31-1) }),
		"h2-priority-flood": flood(func(c *framed, id uint32) error { return c.WritePriority(id, http2.PriorityParam{StreamDep: id}) }),
		"h2-unknown-flood": flood(func(c *framed, id uint32) error {
			return c.WriteRawFrame(0xbe, 0xff, id, []byte("S3cr&t/"+canarySecret))
		}),
		"h2-empty-data-flood": flood(func(c *framed, id uint32) error { return c.WriteData(id, false, nil) }),
		"h2-reset-idle-flood": flood(func(c *framed, _ uint32) error { return c.WriteRSTStream(1001, http2.ErrCodeCancel) }),
		"h2-push": flood(func(c *framed, id uint32) error {
			return c.WritePushPromise(http2.PushPromiseParam{StreamID: id, PromiseID: 2, BlockFragment: []byte{0x82}, EndHeaders: true})
		}),
		"h2-data-on-connection": flood(func(c *framed, _ uint32) error { return c.WriteData(0, false, []byte(canarySecret)) }),
		"h2-large-frame":        flood(func(c *framed, id uint32) error { return c.WriteRawFrame(http2.FrameData, 0, id, make([]byte, 1<<20)) }),
		"h2-interim-flood": func(p parameters) attack {
			return streaming(func(c *framed, id uint32, q *heard, r *reply) {
				for range p.Times {
					c.head(id, []pair{{":status", "103"}, {"link", canarySecret}}, false)
				}
				c.answer(id, q.Method, r)
			})
		},
		"h2-reset": instead(func(c *framed, id uint32, p parameters) {
			c.writing(func() { _ = c.WriteRSTStream(id, codes[p.As]) })
		}),
		"h2-reset-late": func(p parameters) attack {
			return streaming(func(c *framed, id uint32, _ *heard, r *reply) {
				c.head(id, []pair{{":status", strconv.Itoa(r.status)}}, false)
				c.writing(func() { _ = c.WriteRSTStream(id, codes[p.As]) })
			})
		},
		"h2-goaway": instead(func(c *framed, _ uint32, p parameters) {
			for range max(p.Times, 1) {
				c.writing(func() { _ = c.WriteGoAway(0, codes[p.As], []byte(canarySecret+strings.Repeat("x", 1000))) })
			}
			_ = c.Close()
		}),
		"h2-goaway-after": func(p parameters) attack {
			return streaming(func(c *framed, id uint32, q *heard, r *reply) {
				c.answer(id, q.Method, r)
				c.writing(func() { _ = c.WriteGoAway(1<<31-1, codes[p.As], []byte(r.token())) })
			})
		},
		"h2-continuation-flood": instead(func(c *framed, id uint32, p parameters) {
			c.writing(func() {
				_ = c.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: []byte{0x88}})
				for err := error(nil); err == nil; {
					err = c.WriteContinuation(id, false, []byte(p.Text))
				}
			})
		}),
		"h2-head-block": instead(func(c *framed, id uint32, p parameters) { c.block(id, []byte(p.text()), true) }),
		"h2-head": instead(func(c *framed, id uint32, p parameters) {
			var list []pair
			for field := range strings.SplitSeq(p.Text, "|") {
				name, value, _ := strings.Cut(field, "=")
				list = append(list, pair{name, strings.Repeat(value, max(p.Times, 1))})
			}
			c.head(id, list, true)
		}),
		"h2-silence": func(p parameters) attack {
			return streaming(func(c *framed, id uint32, _ *heard, r *reply) {
				if p.Where == "body" {
					c.head(id, []pair{{":status", strconv.Itoa(r.status)}, {"content-type", "application/json"}}, false)
				}
				<-c.ended
			})
		},
		"h2-endless": func(p parameters) attack {
			block := []byte(p.text())
			return streaming(func(c *framed, id uint32, _ *heard, _ *reply) {
				c.head(id, []pair{{":status", "200"}, {"content-type", "application/json"}}, false)
				for err := error(nil); err == nil; {
					c.writing(func() { err = c.WriteData(id, false, block) })
					select {
					case <-c.ended:
						return
					default:
					}
				}
			})
		},
		"h2-length": func(p parameters) attack {
			return answering(func(r *reply) { r.put("Content-Length", p.Text) })
		},
		"h2-greets": func(p parameters) attack {
			return attack{settings: onlyNew, greets: func(c *framed) { c.greet(p) }}
		},
	}
}

// greet says one thing first on a connection.
func (c *framed) greet(p parameters) {
	setting := func(id http2.SettingID) { _ = c.WriteSettings(http2.Setting{ID: id, Val: uint32(p.Times)}) }
	switch p.As {
	case "no-streams":
		setting(http2.SettingMaxConcurrentStreams)
	case "no-window":
		setting(http2.SettingInitialWindowSize)
	case "table":
		setting(http2.SettingHeaderTableSize)
	case "list":
		setting(http2.SettingMaxHeaderListSize)
	case "frame":
		setting(http2.SettingMaxFrameSize)
	case "unknown":
		for i := range p.Times {
			_ = c.WriteSettings(http2.Setting{ID: http2.SettingID(1000 + i), Val: 1})
		}
	case "short":
		_ = c.WriteRawFrame(http2.FrameSettings, 0, 0, []byte{1, 2, 3})
	case "bytes":
		_, _ = c.Write([]byte(p.text()))
	case "goaway":
		_ = c.WriteGoAway(0, http2.ErrCodeNo, []byte(canarySecret))
		_ = c.Close()
	}
}

// handshakes are attacks on TLS.
func handshakes() map[string]func(parameters) attack {
	return map[string]func(parameters) attack{
		"tls-alert": func(p parameters) attack {
			return attack{accepts: func(conn net.Conn) bool {
				_, _ = conn.Read(make([]byte, 4096))
				_, _ = conn.Write([]byte{21, 3, 3, 0, 2, 2, byte(p.Times)})
				return true
			}}
		},
		"tls-record": func(parameters) attack { // a record of the handshake whose message never ends
			return attack{accepts: func(conn net.Conn) bool {
				_, _ = conn.Read(make([]byte, 4096))
				record := binary.BigEndian.AppendUint16([]byte{22, 3, 3}, 16384)
				record = append(record, append([]byte{2, 0xff, 0xff, 0xff}, make([]byte, 16380)...)...)
				for err := error(nil); err == nil; {
					_, err = conn.Write(record)
				}
				return true
			}}
		},
		"tls-chain": func(p parameters) attack { return attack{name: func(c *certified) { c.extra = p.Times }} },
		"tls-names": func(p parameters) attack {
			return attack{name: func(c *certified) {
				for i := range p.Times {
					c.DNSNames = append(c.DNSNames, fmt.Sprintf("%d.names.invalid", i))
				}
			}}
		},
		"tls-alpn": func(p parameters) attack {
			return attack{settings: func(c *tls.Config) { c.NextProtos = []string{p.Text} }}
		},
		"tls-other": func(parameters) attack {
			return attack{name: func(c *certified) { c.IPAddresses = nil; c.DNSNames = []string{"elsewhere.invalid"} }}
		},
		"tls-expired": func(parameters) attack {
			return attack{name: func(c *certified) { c.NotBefore, c.NotAfter = time.Now().Add(-2*time.Hour), time.Now().Add(-time.Hour) }}
		},
		"tls-old": func(parameters) attack {
			return attack{settings: func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 }}
		},
		"tls-wants-certificate": func(parameters) attack {
			return attack{settings: func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }}
		},
		"tls-hangs": func(p parameters) attack {
			return attack{settings: func(c *tls.Config) {
				c.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
					if p.As == "closes" {
						_ = hello.Conn.Close()
					} else {
						time.Sleep(5 * time.Second)
					}
					return nil, http.ErrAbortHandler
				}
			}}
		},
	}
}

func (c *certified) say(where, text string) {
	if where == "names" {
		c.DNSNames = append(c.DNSNames, strings.Map(asciiRune, text)) // an IA5String holds nothing else
		return
	}
	c.Subject = pkix.Name{CommonName: text, Organization: []string{text}, OrganizationalUnit: []string{text}}
}

func asciiRune(c rune) rune {
	if c < 0x80 {
		return c
	}
	return 'x'
}

package main

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"time"
)

// writing is an attack that writes an answer over HTTP/1.1 in its own way.
func writing(write func(conn net.Conn, q *heard, r *reply) bool) attack {
	return attack{settings: onlyOld, writes: write}
}

func onlyOld(c *tls.Config) { c.NextProtos = []string{"http/1.1"} }

// headOf writes what the row says in the place of the answer's head, and the answer's content after it.
func headOf(p parameters) func(net.Conn, *heard, *reply) bool {
	return func(conn net.Conn, _ *heard, r *reply) bool {
		_, err := io.WriteString(conn, strings.ReplaceAll(p.text(), "{content}", string(r.content)))
		return err == nil && p.Where != "close"
	}
}

// connections are attacks on how an answer over HTTP/1.1 is written, and on what follows it.
func connections() map[string]func(parameters) attack {
	return map[string]func(parameters) attack{
		// silence says nothing: from a step on.
		"silence": func(p parameters) attack {
			if p.Where == "connection" {
				return attack{accepts: wait}
			}
			return writing(func(conn net.Conn, _ *heard, r *reply) bool {
				_, _ = conn.Write(cutAt(p.Where, r.bytes("")))
				return !wait(conn)
			})
		},
		// closes ends the connection: at a step.
		"closes": func(p parameters) attack {
			if p.Where == "connection" {
				return attack{accepts: func(net.Conn) bool { return true }}
			}
			return writing(func(conn net.Conn, _ *heard, r *reply) bool {
				_, _ = conn.Write(cutAt(p.Where, r.bytes("")))
				return false
			})
		},
		// endless goes on for ever with what the row says.
		"endless": func(p parameters) attack {
			return writing(func(conn net.Conn, _ *heard, _ *reply) bool {
				_, _ = io.WriteString(conn, p.Name)
				for block := []byte(strings.Repeat(p.Text, max(1, 32<<10/len(p.Text)))); ; {
					if _, err := conn.Write(block); err != nil {
						return false
					}
				}
			})
		},
		// drip sends a byte now and then.
		"drip": func(p parameters) attack {
			return writing(func(conn net.Conn, _ *heard, _ *reply) bool {
				_, _ = io.WriteString(conn, p.Name)
				for {
					if _, err := io.WriteString(conn, p.Text); err != nil {
						return false
					}
					time.Sleep(20 * time.Millisecond)
				}
			})
		},
		// unasked sends the answer, and then something that nobody asked for.
		"unasked": func(p parameters) attack {
			return writing(func(conn net.Conn, q *heard, r *reply) bool {
				gossip := strings.NewReplacer("{secret}", canarySecret, "{authorization}", q.Header.Get("Authorization"),
					"{token}", r.token(), "{answer}", string(r.bytes(""))).Replace(p.text())
				_, err := conn.Write(append(r.bytes(q.Method), gossip...))
				return err == nil
			})
		},
		// speaks says something in the place of TLS.
		"speaks": func(p parameters) attack {
			return attack{accepts: func(conn net.Conn) bool {
				if p.Where == "after hello" {
					_, _ = conn.Read(make([]byte, 4096))
				}
				_, _ = io.WriteString(conn, p.text())
				if p.As == "stays" {
					return wait(conn)
				}
				return true
			}}
		},
	}
}

// wait holds a connection until the other side has enough of it.
func wait(conn net.Conn) bool {
	_, _ = io.Copy(io.Discard, conn)
	return true
}

// cutAt is what is written of an answer until a step.
func cutAt(step string, answer []byte) []byte {
	head := bytes.Index(answer, []byte("\r\n\r\n")) + 4
	switch step {
	case "status":
		return answer[:7]
	case "head":
		return answer[:head/2]
	case "body":
		return answer[:head]
	case "end":
		return answer[:len(answer)-1]
	default: // before anything
		return nil
	}
}

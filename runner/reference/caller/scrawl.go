package caller

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"time"
)

// scrawl writes a request by hand, over a connection of its own, with whatever its fields have in them.
func (l *life) scrawl(request *http.Request) (*http.Response, error) {
	secure := &tls.Config{RootCAs: l.task.authorities, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}, ServerName: request.URL.Hostname()}
	dialer := tls.Dialer{NetDialer: &net.Dialer{Timeout: patience}, Config: secure}
	connection, err := dialer.DialContext(request.Context(), "tcp", request.URL.Host)
	if err != nil {
		return nil, err
	}
	defer func() { _ = connection.Close() }() // what is to be had of it was read
	if err := connection.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	var head bytes.Buffer
	fmt.Fprintf(&head, "%s %s HTTP/1.1\r\nHost: %s\r\n", request.Method, request.URL.RequestURI(), request.URL.Host)
	for _, name := range slices.Sorted(maps.Keys(request.Header)) {
		for _, value := range request.Header[name] {
			fmt.Fprintf(&head, "%s: %s\r\n", name, value)
		}
	}
	fmt.Fprintf(&head, "Content-Length: %d\r\nConnection: close\r\n\r\n", request.ContentLength)
	content, err := io.ReadAll(request.Body)
	if err != nil {
		return nil, err
	}
	if _, err := connection.Write(append(head.Bytes(), content...)); err != nil {
		return nil, err
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), request)
	if err != nil {
		return nil, err
	}
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	_ = response.Body.Close() // it was read
	response.Body = io.NopCloser(bytes.NewReader(answer))
	return response, err
}

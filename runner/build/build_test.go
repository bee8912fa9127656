package build

import (
	"bytes"
	"encoding/json"
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersionOf(t *testing.T) {
	for recorded, want := range map[string]string{
		"": "devel", "(devel)": "devel", "v1.4.0": "1.4.0",
		"v0.0.0-20261129090202-1bf711d20a11+dirty": "0.0.0-20261129090202-1bf711d20a11+dirty",
	} {
		if got := versionOf(&debug.BuildInfo{Main: debug.Module{Version: recorded}}, "devel"); got != want {
			t.Errorf("%q: got %q, wanted %q", recorded, got, want)
		}
	}
	if got := Version("1.4.0", "devel"); got != "1.4.0" {
		t.Errorf("got %q for what was stamped", got)
	}
}

func TestSourceOf(t *testing.T) {
	settings := []debug.BuildSetting{{Key: "vcs.revision", Value: "1bf711d"}, {Key: "vcs.modified", Value: "true"}}
	for _, c := range []struct {
		recorded debug.BuildInfo
		commit   string
		modified bool
	}{
		{debug.BuildInfo{Settings: settings}, "1bf711d", true},
		{debug.BuildInfo{Settings: settings[:1]}, "1bf711d", false},
		{debug.BuildInfo{Main: debug.Module{Version: "v0.0.0-20261129090202-1bf711d20a11+dirty"}}, "1bf711d20a11", true},
		{debug.BuildInfo{Main: debug.Module{Version: "v1.5.0-rc.1"}}, "", false},
		{debug.BuildInfo{Main: debug.Module{Version: "v1.4.0"}}, "", false},
		{debug.BuildInfo{}, "", false},
	} {
		if commit, modified := sourceOf(&c.recorded); commit != c.commit || modified != c.modified {
			t.Errorf("%+v: got %q, %t", c.recorded, commit, modified)
		}
	}
}

func TestInfo(t *testing.T) {
	info, err := Of("1.4.0")
	if err != nil {
		t.Fatal(err)
	}
	var told, written bytes.Buffer
	if err := info.Write(&told); err != nil {
		t.Fatal(err)
	}
	if err := info.WriteJSON(&written); err != nil {
		t.Fatal(err)
	}
	var read Info
	if err := json.Unmarshal(written.Bytes(), &read); err != nil {
		t.Fatal(err)
	}
	for _, want := range append([]string{"1.4.0", read.Go, read.Platform}, read.Contracts[0].Digest, read.Contracts[1].Digest) {
		if want == "" || !strings.Contains(told.String(), want) {
			t.Errorf("wanted %q in\n%s", want, told.String())
		}
	}
}

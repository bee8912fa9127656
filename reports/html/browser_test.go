package html

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	events "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest/example"
)

// wantedOrSkip ends a test that lacks what it needs: where browser tests are wanted that is a failure.
func wantedOrSkip(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("BROWSER_TESTS") == "1" {
		t.Fatal(what + " (wanted, since BROWSER_TESTS is 1)")
	}
	t.Skip(what)
}

// startBrowser starts a headless Chromium with a profile of its own, for all tabs of a test.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() || os.Getenv("BROWSER_TESTS") == "0" {
		t.Skip("without a browser, as was wished")
	}
	var binary string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			binary = found
			break
		}
	}
	if binary == "" {
		wantedOrSkip(t, "no Chromium on the PATH: install Debian's package chromium")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(binary), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.WSURLReadTimeout(2*time.Minute),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	browser, closeBrowser := chromedp.NewContext(allocator)
	t.Cleanup(closeBrowser)
	if err := chromedp.Do(browser); err != nil {
		t.Fatal(err)
	}
	return browser
}

// tab is a page in the browser. Whatever it asks of anybody else, and whatever goes wrong in it, fails the test.
type tab struct {
	*testing.T
	ctx     context.Context
	address string

	mu    sync.Mutex
	slips []string
}

// view is how a page is looked at.
type view struct {
	width    int64
	dark     bool
	print    bool
	noScript bool
	fragment string
}

func open(browser context.Context, t *testing.T, r reports.Report, v view) *tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, example.Render(t, r, func(b *bytes.Buffer, r reports.Report) error { return Write(b, r) }), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, closeTab := chromedp.NewContext(browser)
	t.Cleanup(closeTab)
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute) // against a browser that hangs
	t.Cleanup(cancel)
	p := &tab{T: t, ctx: ctx, address: (&url.URL{Scheme: "file", Path: file}).String()}
	t.Cleanup(p.clean)
	if err := chromedp.Listen(ctx, p.watch); err != nil {
		t.Fatal(err)
	}
	if v.width == 0 {
		v.width = 1280
	}
	scheme, media := "light", "screen"
	if v.dark {
		scheme = "dark"
	}
	if v.print {
		media = "print"
	}
	call(p, network.Enable, network.EnableParams{})
	call(p, log.Enable, cdp.Empty{})
	call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: v.width, Height: 900, DeviceScaleFactor: 1})
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: v.noScript})
	p.do(chromedp.Navigate(p.address + v.fragment))
	return p
}

func (p *tab) watch(event any) {
	slip := ""
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if e.DocumentURL != e.Request.URL || e.Request.URL != p.address {
			slip = "the page asked for " + e.Request.URL
		}
	case *log.EventEntryAdded:
		slip = "log: " + e.Entry.Text
	case *runtime.EventConsoleAPICalled:
		slip = "console: " + string(e.Type)
	case *runtime.EventExceptionThrown:
		slip = "exception: " + e.ExceptionDetails.Text
	case *events.EventJavascriptDialogOpening:
		slip = "dialog: " + e.Message
	}
	if slip != "" {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.slips = append(p.slips, slip)
	}
}

func (p *tab) clean() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, slip := range p.slips {
		p.Error(slip)
	}
}

func call[P, R any](p *tab, command cdp.Command[P, R], params P) {
	p.Helper()
	if _, err := chromedp.Call(p.ctx, command, params); err != nil {
		p.Fatal(err)
	}
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.Fatal(err)
	}
}

// value evaluates an expression in the page, as if a user had asked for it.
func value[T any](p *tab, expression string) T {
	p.Helper()
	out, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise, func(e *runtime.EvaluateParams) { e.UserGesture = new(true) }))
	if err != nil {
		p.Fatal(err)
	}
	return out
}

// run runs statements in the page.
func (p *tab) run(statements string) {
	p.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](statements))
}

// is wants an expression to be true in the page, now or soon.
func (p *tab) is(expression string) {
	p.Helper()
	for range 100 {
		if value[bool](p, "Boolean("+expression+")") {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	p.Errorf("not true in the page: %s", expression)
}

func (p *tab) click(selector string) {
	p.Helper()
	p.do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

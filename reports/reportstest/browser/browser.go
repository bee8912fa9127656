package browser

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	events "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// wantedOrSkip ends a test that lacks what it needs: where browser tests are wanted that is a failure.
func wantedOrSkip(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("BROWSER_TESTS") == "1" {
		t.Fatal(what + " (wanted, since BROWSER_TESTS is 1)")
	}
	t.Skip(what)
}

// Start starts a headless Chromium with a profile of its own, for all tabs of a test.
func Start(t testing.TB) context.Context {
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

// Tab is a page in the browser. Whatever it asks of anybody else, and whatever goes wrong in it, fails the test.
type Tab struct {
	testing.TB
	ctx     context.Context
	address string
	linked  bool

	mu    sync.Mutex
	slips []string
}

// View is how a page is looked at.
type View struct {
	Width    int64 // 1280 where it is 0
	Dark     bool
	Print    bool
	NoScript bool
	Fragment string
	Linked   bool // the page leads to others, which may be looked at too
}

// Open looks at a file.
func Open(browser context.Context, t testing.TB, file string, v View) *Tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(browser)
	t.Cleanup(closeTab)
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute) // against a browser that hangs
	t.Cleanup(cancel)
	p := &Tab{TB: t, ctx: ctx, address: (&url.URL{Scheme: "file", Path: file}).String(), linked: v.Linked}
	t.Cleanup(p.clean)
	if err := chromedp.Listen(ctx, p.watch); err != nil {
		t.Fatal(err)
	}
	if v.Width == 0 {
		v.Width = 1280
	}
	scheme, media := "light", "screen"
	if v.Dark {
		scheme = "dark"
	}
	if v.Print {
		media = "print"
	}
	Call(p, network.Enable, network.EnableParams{})
	Call(p, log.Enable, cdp.Empty{})
	Call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: v.Width, Height: 900, DeviceScaleFactor: 1})
	Call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	Call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: v.NoScript})
	p.Do(chromedp.Navigate(p.address + v.Fragment))
	return p
}

func (p *Tab) watch(event any) {
	slip := ""
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if e.DocumentURL != e.Request.URL || e.Request.URL != p.address && !p.linked {
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

func (p *Tab) clean() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, slip := range p.slips {
		p.Error(slip)
	}
}

// Call sends a command of the DevTools protocol.
func Call[P, R any](p *Tab, command cdp.Command[P, R], params P) R {
	p.Helper()
	result, err := chromedp.Call(p.ctx, command, params)
	if err != nil {
		p.Fatal(err)
	}
	return result
}

// Do takes steps in the page.
func (p *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.Fatal(err)
	}
}

// Value evaluates an expression in the page, as if a user had asked for it.
func Value[T any](p *Tab, expression string) T {
	p.Helper()
	out, err := evaluate[T](p, expression)
	if err != nil {
		p.Fatal(err)
	}
	return out
}

func evaluate[T any](p *Tab, expression string) (T, error) {
	return chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise, func(e *runtime.EvaluateParams) { e.UserGesture = new(true) }))
}

// left is what Chromium says of an expression whose page was left while it was evaluated.
const left = -32000

// Run runs statements in the page.
func (p *Tab) Run(statements string) {
	p.Helper()
	p.Do(chromedp.Evaluate[chromedp.Void](statements))
}

// Is wants an expression to be true in the page, now or soon, or in the one that it leads to.
func (p *Tab) Is(expression string) {
	p.Helper()
	for range 1000 { // how soon is a matter of what else the machine does
		is, err := evaluate[bool](p, "Boolean("+expression+")")
		var said *cdproto.Error
		switch {
		case errors.As(err, &said) && said.Code == left:
		case err != nil:
			p.Fatal(err)
		case is:
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	p.Errorf("not true in the page: %s", expression)
}

// Click clicks on what a selector finds, when it is to be seen.
func (p *Tab) Click(selector string) {
	p.Helper()
	p.Do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Axe gives the text of axe-core, which .ci/run installs: AXE_JS names its file.
func Axe(t testing.TB) string {
	t.Helper()
	file := os.Getenv("AXE_JS")
	if file == "" {
		wantedOrSkip(t, "AXE_JS does not name axe.min.js: npm install --prefix DIR axe-core, and set it to DIR/node_modules/axe-core/axe.min.js")
	}
	axe, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		t.Fatal(err)
	}
	return string(axe)
}

// Accessible holds the page, as it is now, against the rules of axe-core, and wants it no wider than the window.
func (p *Tab) Accessible(axe string) {
	p.Helper()
	p.Is(`document.documentElement.scrollWidth <= document.documentElement.clientWidth`)
	p.Run(axe)
	found := Value[[]json.RawMessage](p, `axe.run().then(r => r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 300) + " " + n.failureSummary)})))`)
	for _, violation := range found {
		p.Errorf("axe: %s", violation)
	}
}

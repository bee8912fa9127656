package terminal

import (
	"fmt"
	"io"

	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// WriteExchange tells an exchange in two lines, what was sent and what came back: for those who watch a run. The names are
// those of its pseudonyms. An error is left alone, as with progress.
func WriteExchange(w io.Writer, names []evidence.Named, x evidence.Exchange) {
	sent, got := text.DescribeWhole(&evidence.Record{Run: evidence.Run{Names: names}}, x)
	_, _ = fmt.Fprintf(w, "%s\n  > %s\n  < %s\n", text.Printable(x.ID), sent, got)
}

package history

import (
	"math"
	"strconv"
)

// chart is a line chart, as SVG takes it: places are in percent of its width and height, so that text and lines keep
// their size at any width.
type chart struct {
	ID, Title, Desc string
	Ticks           []chartTick
	Lines           []chartLine
	First, Last     string // what the axis of time begins and ends with
}

type chartTick struct {
	Y    string
	Text string
}

type chartLine struct {
	Class    string
	Name     string
	Segments []chartSegment
	Points   []chartPoint
}

type chartSegment struct{ X1, Y1, X2, Y2 string }

// chartPoint is one value; Sign stands in the place of a dot where it says more.
type chartPoint struct{ X, Y, Sign, Class, Text string }

// curve is what a line is drawn of: a value per run, NaN for none.
type curve struct {
	class, name string
	values      []float64
	point       func(run int) chartPoint // what a point shows beside its place
}

// The plot's place within the chart, in percent.
const (
	plotLeft, plotRight = 10.0, 98.0
	plotTop, plotBottom = 9.0, 87.0
)

// draw draws curves over one scale. With fromZero the scale begins at 0.
func draw(id, title, desc string, fromZero bool, curves []curve) chart {
	lowest, highest := math.Inf(1), math.Inf(-1)
	for _, c := range curves {
		for _, v := range c.values {
			if !math.IsNaN(v) {
				lowest, highest = min(lowest, v), max(highest, v)
			}
		}
	}
	if math.IsInf(lowest, 1) {
		lowest, highest = 0, 1
	}
	if fromZero {
		lowest = 0
	}
	step := tickStep(highest - lowest)
	low, high := math.Floor(lowest/step)*step, math.Ceil(highest/step)*step
	if high == low {
		high += step
	}
	y := func(v float64) float64 { return plotBottom - (v-low)/(high-low)*(plotBottom-plotTop) }
	drawn := chart{ID: id, Title: title, Desc: desc}
	for i := range int(math.Round((high-low)/step)) + 1 {
		v := low + float64(i)*step
		drawn.Ticks = append(drawn.Ticks, chartTick{percent(y(v)), decimal(math.Round(v*1000) / 1000)})
	}
	for _, c := range curves {
		drawn.Lines = append(drawn.Lines, c.line(y))
	}
	return drawn
}

func (c curve) line(y func(float64) float64) chartLine {
	line := chartLine{Class: c.class, Name: c.name}
	x := func(i int) float64 {
		if len(c.values) == 1 {
			return (plotLeft + plotRight) / 2
		}
		return plotLeft + float64(i)/float64(len(c.values)-1)*(plotRight-plotLeft)
	}
	for i, v := range c.values {
		if math.IsNaN(v) {
			continue
		}
		if i > 0 && !math.IsNaN(c.values[i-1]) {
			line.Segments = append(line.Segments, chartSegment{percent(x(i - 1)), percent(y(c.values[i-1])), percent(x(i)), percent(y(v))})
		}
		point := c.point(i)
		point.X, point.Y = percent(x(i)), percent(y(v))
		line.Points = append(line.Points, point)
	}
	return line
}

// tickStep gives a round distance between ticks, so that there are some four: 1, 2 or 5 times a power of ten, and never
// less than 1.
func tickStep(span float64) float64 {
	rough := max(span/4, 1)
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, factor := range []float64{1, 2, 5} {
		if rough <= factor*power {
			return factor * power
		}
	}
	return 10 * power
}

func percent(f float64) string { return strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64) + "%" }

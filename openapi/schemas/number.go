package schemas

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// number is a JSON number as it is written, to the last digit. One that is longer or larger than anybody's arithmetic is
// known by its size alone.
type number struct {
	exact  *big.Rat
	vast   float64 // where exact is nil: infinite, or nearly the number
	vastly bool
}

const (
	mostDigits   = 400
	mostExponent = 400
	// exactly is up to where a document's number is known to be the one that was written: it is read as a float64.
	exactly = 1 << 53
)

// numberOf reads a value that is a number: a json.Number of an answer, or what a document's number was read as.
func numberOf(value any) (number, bool) {
	switch v := value.(type) {
	case json.Number:
		return numberFrom(v.String()), true
	case float64:
		return fromDocument(v), true
	case int:
		return number{exact: new(big.Rat).SetInt64(int64(v))}, true
	case int64:
		return number{exact: new(big.Rat).SetInt64(v)}, true
	case uint64:
		return number{exact: new(big.Rat).SetUint64(v)}, true
	}
	return number{}, false
}

// fromDocument takes a float64 for the shortest decimal that is read as it: 0.1 is a tenth.
func fromDocument(v float64) number {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return number{vast: v, vastly: true}
	}
	return numberFrom(strconv.FormatFloat(v, 'g', -1, 64))
}

func numberFrom(literal string) number {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(literal), "e")
	power, err := strconv.Atoi(strings.TrimPrefix(exponent, "+"))
	if exponent == "" {
		power, err = 0, nil
	}
	if len(mantissa) <= mostDigits && err == nil && power >= -mostExponent && power <= mostExponent {
		if exact, ok := new(big.Rat).SetString(literal); ok {
			return number{exact: exact}
		}
	}
	near, _ := strconv.ParseFloat(literal, 64) // beyond its range it is infinite, or zero
	return number{vast: near, vastly: true}
}

// isInteger is false for what is beyond the numbers of every client.
func (n number) isInteger() bool { return !math.IsInf(n.float(), 0) && (n.vastly || n.exact.IsInt()) }

func (n number) float() float64 {
	if n.vastly {
		return n.vast
	}
	near, _ := n.exact.Float64() // the nearest will do
	return near
}

// compare compares exactly, unless one of them is not known exactly.
func (n number) compare(other number) int {
	if n.vastly || other.vastly {
		switch a, b := n.float(), other.float(); {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return 0
	}
	return n.exact.Cmp(other.exact)
}

// isMultipleOf leaves alone what cannot be told.
func (n number) isMultipleOf(divisor number) bool {
	if n.vastly || divisor.vastly || divisor.exact.Sign() == 0 {
		return true
	}
	return new(big.Rat).Quo(n.exact, divisor.exact).IsInt()
}

// bound is a limit out of a document, which compares as a float64 where it is not known exactly.
func (n number) beyond(limit float64) int {
	if math.Abs(limit) >= exactly {
		switch near := n.float(); {
		case near < limit:
			return -1
		case near > limit:
			return 1
		}
		return 0
	}
	return n.compare(fromDocument(limit))
}

// within says that a whole number lies in a range of integers.
func (n number) within(least, most *big.Int) bool {
	if n.vastly {
		return !math.IsInf(n.vast, 0)
	}
	return n.exact.Cmp(new(big.Rat).SetInt(least)) >= 0 && n.exact.Cmp(new(big.Rat).SetInt(most)) <= 0
}

package target

import (
	"slices"
	"time"

	"github.com/spf13/pflag"

	"github.com/authconform/authconform/openapi"
)

// The bounds and defaults that the usage texts and the file's schema repeat.
const (
	DefaultContract    = openapi.DefaultName
	DefaultTimeout     = 10 * time.Second
	MaxTimeout         = 10 * time.Minute
	DefaultRetries     = 2
	MaxRetries         = 5
	DefaultConcurrency = 8
	MaxConcurrency     = 32
	DefaultMaxWait     = 15 * time.Minute
	MaxMaxWait         = 24 * time.Hour
	MinBurst           = 2
	MaxBurst           = 2000
)

// The profiles: how much of the contract a run asks for.
const (
	CoreProfile = "core" // what is answered at once
	FullProfile = "full" // also what takes time or a helping hand: expiry and revocation
)

// NoReports is the value of Options.Out for no reports at all. A directory of that name can be given as ./none.
const NoReports = "none"

// Options are what a user said, in the order of precedence: flag, environment, file, default. They are
// filled by Resolve, and hold no secret.
type Options struct {
	Contract            string        // a contract's name, or the file of an OpenAPI document
	Environment         string        // one of the contract's environments
	BaseURL             string        // what the contract's paths are appended to
	PlainURL            string        // the same over plain HTTP
	Connect             []string      // "host:port:address", to connect to
	CACert              string        // PEM file
	ClientCert          string        // PEM file
	ClientKey           string        // PEM file
	Scope               string        // a scope that is valid for the client
	ClientIDFile        string        // file that holds the client's name
	ClientSecretFile    string        // file that holds the client's secret
	UsernameFile        string        // file that holds the user's name
	PasswordFile        string        // file that holds the user's password
	Other               ClientFiles   // of another client that gets what it asks for
	Unauthorized        ClientFiles   // of a client that is not authorised for the grant
	InvalidGrant        ClientFiles   // of a client whose grant is invalid
	Special             ClientFiles   // of a client with special characters in id and secret
	ResourcePath        string        // a protected resource, appended to the base URL
	ResourceMethod      string        // how the resource is asked
	ResourceHeaders     []string      // "Name: value", sent to the resource
	Profile             string        // CoreProfile or FullProfile
	MaxWait             time.Duration // for tokens to expire, with FullProfile
	RevokeCommand       string        // for sh -c; revokes the token on its standard input
	RevokedTokenFile    string        // file that holds a token that its owner revoked
	Burst               int           // requests at once to provoke a 429, 0 for none
	AllowProduction     bool          // R5
	AllowSecretInURL    bool          // R5
	AllowSecretOverHTTP bool          // R5
	Clauses             []string      // patterns; none is all
	Baseline            string        // file of the clauses that are known to fail, "" for none
	WriteBaseline       string        // file to write them to, "" for none
	Strict              bool          // a deviation from what is recommended counts as a failure
	Whole               bool          // a verdict that is conformant in what was asked alone does not do (R39)
	Reference           bool          // the reference target that is built in is meant
	Out                 string        // directory for the reports, NoReports for none, "" when the user did not say
	History             string        // file to add a line on the run to, "" for none
	Sign                string        // PEM file of the private key that signs, "" for none
	Config              string        // the file that was read, "" for none
	Timeout             time.Duration // per request
	Retries             int           // of what met an outage
	Concurrency         int           // requests under way at once
	NoProgress          bool          // plain lines instead of a bar
	Quiet               bool          // no progress at all
	Verbose             bool          // every exchange as it happens

	flags    map[string]*value   // by name, as Bind made them
	given    map[string][]origin // who gave a setting, the one that counts first
	getenv   func(string) (string, bool)
	workdir  string            // which relative paths of variables are relative to
	found    bool              // Config was taken from the working directory
	patience time.Duration     // with whoever feeds a pipe; secretPatience when 0
	piped    string            // the setting for which standard input was read, "" for none
	entries  *Entries          // the file of several targets of which this is one; nil elsewhere
	theirs   map[string]string // what the variables are called that stand for ours
}

// ClientFiles name the files that hold a further client's id and secret.
type ClientFiles struct{ ID, Secret string }

// Bind registers every flag that describes a run. The flags know by themselves whether they were set, so
// they may also be handed to a flag.FlagSet of the standard library (as `go test ./suites/conformance -args` does).
func Bind(fs *pflag.FlagSet) *Options { return bind(fs, func(setting) bool { return true }) }

// BindContract registers the flags that say which contract is meant, and where that may be said: for commands that ask no target.
func BindContract(fs *pflag.FlagSet) *Options {
	return bind(fs, func(s setting) bool { return s.name == contractFlag || s.name == configFlag })
}

func bind(fs *pflag.FlagSet, wanted func(setting) bool) *Options {
	o := &Options{
		Contract: DefaultContract, ResourceMethod: DefaultMethod, Profile: CoreProfile,
		Timeout: DefaultTimeout, Retries: DefaultRetries, Concurrency: DefaultConcurrency, MaxWait: DefaultMaxWait,
		flags: map[string]*value{},
	}
	for _, s := range slices.DeleteFunc(o.settings(), func(s setting) bool { return !wanted(s) }) {
		v := &value{into: s.into}
		o.flags[s.name] = v
		flag := fs.VarPF(v, s.name, "", s.usage)
		if v.IsBoolFlag() {
			flag.NoOptDefVal = "true"
		}
	}
	return o
}

// NamesTarget tells whether the user named a service to ask, by environment or address. Otherwise a run
// asks the embedded reference target, if CheckNamed lets it. It answers after Resolve.
func (o *Options) NamesTarget() bool { return o.Environment != "" || o.BaseURL != "" }

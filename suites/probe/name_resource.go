package probe

import "fmt"

// The questions to a protected resource: how the tokens that the endpoint issued are taken there.
const (
	ResourceAccepted   Name = "resource-accepted"    // the run's first token, as documented; the control
	ResourceReused     Name = "resource-reused"      // the same once more
	ResourceOther      Name = "resource-other-token" // another token of the run
	ResourceOtherOld   Name = "resource-other-token-over-http-1"
	ResourceFirstAgain Name = "resource-first-again" // the first token, after the other was issued and used
	ResourceLast       Name = "resource-last"        // the first token, at the run's end
	ResourceLowerCase  Name = "resource-scheme-lower-case"
	ResourceUpperCase  Name = "resource-scheme-upper-case"
	ResourceNoHeader   Name = "resource-no-header"
	ResourceQuery      Name = "resource-token-in-query"
	ResourceCase       Name = "resource-other-case"
	ResourceSmall      Name = "resource-small-letters"
	ResourceLonger     Name = "resource-longer-token"
	ResourceCut        Name = "resource-cut-token"
	ResourceUnsigned   Name = "resource-empty-signature"
	ResourceGarbage    Name = "resource-garbage"
	ResourceHeader     Name = "resource-tampered-header"
	ResourcePayload    Name = "resource-tampered-payload"
	ResourceSignature  Name = "resource-tampered-signature"
	ResourceAlgNone    Name = "resource-alg-none"
	ResourceAlgTitle   Name = "resource-alg-none-title" // None
	ResourceAlgUpper   Name = "resource-alg-none-upper" // NONE
	ResourceAlgMixed   Name = "resource-alg-none-mixed" // nOnE
	ResourceAlgSigned  Name = "resource-alg-none-signed"
	ResourceAlgMissing Name = "resource-alg-missing" // a header without alg, or with one that names none
	ResourceAlgNull    Name = "resource-alg-null"
	ResourceAlgEmpty   Name = "resource-alg-empty"
	ResourceAlgKept    Name = "resource-alg-missing-signed" // with the signature that the token had
	ResourceTwoParts   Name = "resource-two-parts"
	ResourceFourParts  Name = "resource-four-parts"
	ResourceScheme     Name = "resource-wrong-scheme"
	ResourceBasic      Name = "resource-client-credentials"
	ResourceEmpty      Name = "resource-empty-token"
	ResourceTwoHeaders Name = "resource-two-headers"
	ResourceRefresh    Name = "resource-refresh-token"             // the refresh token in the place of the access token
	ResourceRefreshed  Name = "resource-refreshed"                 // the access token that a refresh brought
	ResourceOld        Name = "resource-old-token"                 // the access token from before the refresh
	ResourceCrossed    Name = "resource-fetched-over-http-1"       // a login's that came over HTTP/1.1, over HTTP/2
	ResourceCrossedOld Name = "resource-fetched-over-http-1-again" // and over HTTP/1.1
)

// OnConnection names the use of the first token on the connection of that number, which did not fetch it: the first of
// them offer HTTP/2, the others HTTP/1.1 alone.
func OnConnection(number int) Name { return Name(fmt.Sprintf("%s%d", connectionPrefix, number)) }

const connectionPrefix = "resource-connection-"

// OnConnectionAgain names a second use on the same connection.
func OnConnectionAgain(number int) Name { return OnConnection(number) + "-again" }

// Connections is how many connections a token is shown on that did not fetch it, half of them over HTTP/1.1: where one
// of two nodes is bad, 1 run of 64 misses it.
const Connections = 6

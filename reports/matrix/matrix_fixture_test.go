package matrix

import (
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
)

// matrices are the matrices that every writer is held against, by the name of their golden files.
func matrices() map[string]Matrix {
	return map[string]Matrix{
		"sound":   soundMatrix(),
		"unsound": unsoundMatrix(),
		"partial": partialMatrix(),
		"several": severalMatrix(),
		"clients": clientsMatrix(),
		"hostile": hostileMatrix(),
	}
}

func kills(id, title string, level reports.Level) ClauseKills {
	return ClauseKills{ID: id, Title: title, Area: areaOf(id, nil), Level: level}
}

// deviation found by exactly the clauses that it states, its own one first.
func killed(name, sentence string, clauses ...string) Trial {
	return Trial{Name: name, Sentence: sentence, Kind: TrialDeviation, Clause: clauses[0], Stated: clauses, Found: clauses}.Evaluate()
}

// of gives the trial with another kind, weighed anew.
func (t Trial) of(kind TrialKind) Trial {
	t.Kind = kind
	return t.Evaluate()
}

// found gives the trial as other clauses find it.
func (t Trial) found(ids ...string) Trial {
	t.Found = ids
	return t.Evaluate()
}

func spared(kind TrialKind, name, sentence string, warns ...string) Trial {
	return Trial{Name: name, Sentence: sentence, Kind: kind, Stated: warns, Found: warns}.Evaluate()
}

func refused(name, sentence string) Trial {
	return Trial{Name: name, Sentence: sentence, Kind: TrialNull, Result: TrialRefused}
}

func soundMatrix() Matrix {
	const closed, accepted, jwt = "token.body.closed", "token.valid.accepted", "token.access-token.jwt"
	const challenge, status = "errors.wrong-secret.challenge", "errors.status.documented"
	return Matrix{
		Suite: reports.Suite{Name: "authconform", Version: "0.1.0", Run: "7c1d"},
		Contracts: []ContractMatrix{{
			Contract: example.Base().Contract,
			Clauses: []ClauseKills{
				kills(accepted, "answers the documented request with a token", reports.Mandatory),
				kills(closed, "sends no member that is not documented", reports.Mandatory),
				kills(jwt, "issues JWTs that are signed", reports.Recommended),
				kills(challenge, "names the Basic challenge when it refuses Basic credentials", reports.Mandatory),
				kills(status, "answers with a documented status", reports.Mandatory),
				kills("transport.tls.1-0-refused", "refuses TLS 1.0", reports.Recommended),
			},
			Trials: []Trial{
				refused("null-object", "answers {} to everything"),
				spared(TrialVariant, "token-opaque", "issues tokens that are no JWTs", jwt),
				spared(TrialVariant, "json-spaced", "puts white space between the tokens of its JSON"),
				spared(TrialSound, "sound-core", "keeps its contract"),
				killed("challenge-missing", "sends no WWW-Authenticate with 401", challenge),
				killed("tls-1-0-taken", "takes TLS 1.0", "transport.tls.1-0-refused"),
				killed("member-extra", "adds a member that is not documented", closed),
				killed("member-extra-long", "adds a long member that is not documented", closed),
				killed("member-extra-null", "adds a member that is null", closed),
				killed("member-extra-odd", "adds a member to every third token", closed),
				killed("access-token-space", "puts a space into the token", jwt, accepted),
				killed("status-418", "answers 418 to a wrong secret", status, challenge),
				killed("200-access_token-renamed", "calls the member access_token another name in answers with 200", accepted, closed).of(TrialGenerated),
				killed("401-status-402", "answers with 402 in place of 401", status, challenge, accepted).of(TrialGenerated),
			},
		}},
	}
}

// unsoundMatrix has every bad result, and a clause that nothing isolates.
func unsoundMatrix() Matrix {
	m := soundMatrix()
	c := &m.Contracts[0]
	c.Clauses = append(c.Clauses, kills("headers.cache-control.no-store", "forbids caches to keep a token", reports.Recommended))
	c.Trials = append(
		c.Trials,
		killed("token-cacheable", "lets caches store tokens", "headers.cache-control.no-store").found(),
		killed("challenge-digest", "names the Digest challenge when it refuses Basic credentials", "errors.wrong-secret.challenge").found("errors.status.documented"),
		killed("status-299", "answers 299 in place of 200", "token.valid.accepted", "errors.status.documented").found("token.valid.accepted", "token.body.closed"),
		killed("400-error-null", "writes null for error in answers with 400", "errors.status.documented").of(TrialGenerated).found(),
		spared(TrialVariant, "slow-answers", "answers after a second").found("transport.tls.1-0-refused"),
		Trial{Name: "sound-full", Sentence: "keeps its contract", Kind: TrialSound, Result: TrialBlamed, Detail: "token.valid.accepted is inconclusive: timeout"},
		Trial{Name: "null-page", Sentence: "answers with a page", Kind: TrialNull, Result: TrialAccepted, Detail: "no valid request was granted a token, and yet passed token.body.closed"},
		Trial{Name: "port-taken", Sentence: "refuses connections", Kind: TrialDeviation, Clause: "token.valid.accepted", Stated: []string{"token.valid.accepted"}, Result: TrialError, Detail: "listen tcp 127.0.0.1:none: unknown port"},
		Trial{Name: "unheard", Sentence: "does something that nobody noted", Kind: TrialVariant},
	)
	return m
}

func partialMatrix() Matrix {
	m := soundMatrix()
	m.Patterns = []string{"challenge-*", "null"}
	c := &m.Contracts[0]
	c.Trials = []Trial{c.Trials[0], c.Trials[4]}
	return m
}

func severalMatrix() Matrix {
	m := soundMatrix()
	m.Contracts = append([]ContractMatrix{{
		Contract: reports.Contract{Name: "ticketpark", Title: "Ticketpark API", Version: "1", Document: "openapi/ticketpark/api.yaml"},
		Clauses:  []ClauseKills{kills("token.body.closed", "sends no member that is not documented", reports.Mandatory)},
		Trials:   []Trial{killed("member-extra", "adds a member that is not documented", "token.body.closed")},
	}}, m.Contracts...)
	return m
}

// clientsMatrix is of those who call, with every bad result.
func clientsMatrix() Matrix {
	m := unsoundMatrix()
	c := &m.Contracts[0]
	c.Role = OfClients
	const reused, stampede = "client.token.reused", "client.token.no-stampede"
	c.Clauses = []ClauseKills{
		kills(reused, "asks for a token only when it has none that is good", reports.Mandatory),
		kills(stampede, "asks once for what all its calls need at the beginning", reports.Recommended),
	}
	c.Trials = []Trial{
		spared(TrialSound, "sound", "keeps its contract"),
		killed("refetch-every-call", "asks for a token for every call", reused),
		killed("stampede", "asks for a token in each of its threads", stampede).found(reused),
		killed("fetch-twice", "asks for two tokens before its first call", reused).found(),
		spared(TrialVariant, "http1", "speaks HTTP/1.1 alone").found(stampede),
		refused("idle", "does nothing, and says that all is well"),
		{Name: "failing", Sentence: "does nothing, and fails", Kind: TrialNull, Result: TrialAccepted, Detail: "the verdict is conformant"},
	}
	return m
}

func hostileMatrix() Matrix {
	m := unsoundMatrix()
	m.Patterns = []string{reportstest.Hostile, "`*`|@x"}
	m.Suite.Version = reportstest.Hostile
	c := &m.Contracts[0]
	c.Contract.Name, c.Contract.Title = "<b>"+reportstest.Hostile, "[a](javascript:alert(1)) | "+reportstest.Hostile
	for i := range c.Clauses {
		c.Clauses[i].Title, c.Clauses[i].Area = reportstest.Hostile, "<i>"+reportstest.Hostile
	}
	for i := range c.Trials {
		t := &c.Trials[i]
		t.Name, t.Sentence, t.Detail = t.Name+"|`"+reportstest.Hostile, "</style><script>alert(1)</script> ![x](http://x/) @all "+reportstest.Hostile, reportstest.Hostile
	}
	return m
}

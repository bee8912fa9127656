"""Calls as an integration on requests-oauthlib does, with what its documentation calls the backend and the legacy
application flow. Where a token is refused it asks for another, once; it ends at the first thing that goes wrong else."""
import json
import os
import sys
import time

from oauthlib.oauth2 import BackendApplicationClient, LegacyApplicationClient, TokenExpiredError
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

env = {name[len("AUTHCONFORM_"):]: value for name, value in os.environ.items() if name.startswith("AUTHCONFORM_")}
auth = HTTPBasicAuth(env["CLIENT_ID"], env["CLIENT_SECRET"])
scope = [env["SCOPE"]] if env["SCOPE"] else None
state = os.path.join(env["STATE_DIR"], "token.json")


def keep(token):
    with open(state, "w") as file:
        json.dump(token, file)


def with_user():
    """The session renews by itself what has expired, and keeps what it gets."""
    session = OAuth2Session(
        client=LegacyApplicationClient(client_id=env["CLIENT_ID"]), scope=scope,
        auto_refresh_url=env["TOKEN_URL"], token_updater=keep)
    if os.path.exists(state):
        session.token = json.load(open(state))
    else:
        keep(session.fetch_token(env["TOKEN_URL"], username=env["USERNAME"], password=env["PASSWORD"], auth=auth))
    return (lambda: session.get(env["RESOURCE_URL"], client_id=env["CLIENT_ID"], client_secret=env["CLIENT_SECRET"]),
            lambda: keep(session.refresh_token(env["TOKEN_URL"], auth=auth)))


def without_user():
    """There is nothing to renew a token with: another one is fetched."""
    session = OAuth2Session(client=BackendApplicationClient(client_id=env["CLIENT_ID"], scope=scope))
    fetch = lambda: session.fetch_token(env["TOKEN_URL"], auth=auth)
    fetch()

    def call():
        try:
            return session.get(env["RESOURCE_URL"])
        except TokenExpiredError:
            fetch()
            return session.get(env["RESOURCE_URL"])
    return call, fetch


call, renew = with_user() if env.get("USERNAME") else without_user()
for _ in range(int(env["CALLS"])):
    response = call()
    if response.status_code in (401, 403):
        renew()
        response = call()
    if not response.ok:
        sys.exit("a call was answered with %d" % response.status_code)
    time.sleep(float(env["PAUSE"]))

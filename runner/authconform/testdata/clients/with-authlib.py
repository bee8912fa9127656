"""Calls as an integration on Authlib does, whose session renews its token by itself."""
import json
import os
import sys
import time

from authlib.integrations.requests_client import OAuth2Session

env = {name[len("AUTHCONFORM_"):]: value for name, value in os.environ.items() if name.startswith("AUTHCONFORM_")}
state = os.path.join(env["STATE_DIR"], "token.json")
user = env.get("USERNAME")


def keep(token, **_):
    if user:
        with open(state, "w") as file:
            json.dump(token, file)


session = OAuth2Session(
    env["CLIENT_ID"], env["CLIENT_SECRET"], scope=env["SCOPE"] or None,
    token_endpoint=env["TOKEN_URL"], token_endpoint_auth_method="client_secret_basic",
    grant_type="password" if user else "client_credentials", update_token=keep)


def fetch():
    if not user:
        session.fetch_token(env["TOKEN_URL"])
    elif os.path.exists(state):
        session.token = json.load(open(state))
    else:
        keep(session.fetch_token(env["TOKEN_URL"], username=user, password=env["PASSWORD"]))


good = 0
for _ in range(int(env["CALLS"])):
    try:
        if not session.token:
            fetch()
        response = session.get(env["RESOURCE_URL"])
        good += response.ok
        if not response.ok:
            print("a call was answered with", response.status_code, file=sys.stderr)
    except Exception as error:
        print(type(error).__name__, error, file=sys.stderr)
    time.sleep(float(env["PAUSE"]))
sys.exit(0 if good == int(env["CALLS"]) else 1)

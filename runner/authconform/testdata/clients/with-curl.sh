#!/usr/bin/env bash
# Calls as a script of curl and jq does. It ends at the first thing that goes wrong. What is secret goes by standard input,
# since every user of the machine can read what a command's arguments are.
set -euo pipefail

state="$AUTHCONFORM_STATE_DIR/refresh_token"
token='' type=Bearer until=0

encoded() { printf %s "$1" | jq -sRr @uri; }

# field quotes a line of a configuration file of curl's.
field() { printf '%s = "%s"\n' "$1" "$(printf %s "$2" | sed 's/[\\"]/\\&/g')"; }

ask() {
	local answer asked
	asked=$(date +%s)
	answer=$({
		field url "$AUTHCONFORM_TOKEN_URL"
		field header 'Accept: application/json'
		if [ -z "${AUTHCONFORM_USERNAME:-}" ]; then
			field user "$(encoded "$AUTHCONFORM_CLIENT_ID"):$(encoded "$AUTHCONFORM_CLIENT_SECRET")"
			field header 'Content-Type: application/json'
			field data "$(jq -nc --arg scope "$AUTHCONFORM_SCOPE" '{grant_type: "client_credentials"} + if $scope == "" then {} else {$scope} end')"
		else
			field user "$AUTHCONFORM_CLIENT_ID:$AUTHCONFORM_CLIENT_SECRET"
			if [ -s "$state" ]; then
				field data grant_type=refresh_token
				field data-urlencode "refresh_token=$(cat "$state")"
			else
				field data grant_type=password
				field data-urlencode "username=$AUTHCONFORM_USERNAME"
				field data-urlencode "password=$AUTHCONFORM_PASSWORD"
			fi
		fi
	} | curl --silent --show-error --fail --config -)
	token=$(jq -er .access_token <<<"$answer")
	if [ -z "${AUTHCONFORM_USERNAME:-}" ]; then type=$(jq -er .token_type <<<"$answer"); fi
	until=$((asked - 1 + $(jq -er .expires_in <<<"$answer"))) # a second early, which the answer may have taken
	if [ -n "${AUTHCONFORM_USERNAME:-}" ]; then
		jq -jr '.refresh_token // empty' <<<"$answer" >"$state.new"
		if [ -s "$state.new" ]; then mv "$state.new" "$state"; fi
	fi
}

for ((i = 0; i < AUTHCONFORM_CALLS; i++)); do
	if (($(date +%s) >= until)); then ask; fi
	{
		field url "$AUTHCONFORM_RESOURCE_URL"
		field header "Authorization: $type $token"
	} | curl --silent --show-error --fail --config - --output /dev/null --write-out ''
	sleep "$AUTHCONFORM_PAUSE"
done

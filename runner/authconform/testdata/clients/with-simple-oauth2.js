// Calls as an integration on simple-oauth2 does, and fetch. Its argument is the library's bodyFormat: form or json.
const { ClientCredentials, ResourceOwnerPassword } = require('simple-oauth2');
const fs = require('node:fs');
const path = require('node:path');

const env = (name) => process.env[`AUTHCONFORM_${name}`] || '';
const url = new URL(env('TOKEN_URL'));
const config = {
  client: { id: env('CLIENT_ID'), secret: env('CLIENT_SECRET') },
  auth: { tokenHost: url.origin, tokenPath: url.pathname },
  options: { bodyFormat: process.argv[2], authorizationMethod: 'header' },
};
const scope = env('SCOPE') ? { scope: env('SCOPE') } : {};
const file = path.join(env('STATE_DIR'), 'token.json');

const user = env('USERNAME');
const grant = user ? new ResourceOwnerPassword(config) : new ClientCredentials(config);

const EXPIRATION_WINDOW_IN_SECONDS = 300; // as the library's README has it

// The refresh token is kept for the next start, where the contract has one.
function keep(accessToken) {
  if (user) fs.writeFileSync(file, JSON.stringify(accessToken));
  return accessToken;
}

async function first() {
  if (!user) return grant.getToken(scope);
  if (fs.existsSync(file)) return grant.createToken(JSON.parse(fs.readFileSync(file)));
  return grant.getToken({ username: user, password: env('PASSWORD'), ...scope });
}

async function main() {
  let token = null;
  const calls = Number(env('CALLS'));
  let good = 0;
  for (let i = 0; i < calls; i += 1) {
    try {
      if (!token) token = keep(await first());
      if (token.expired(EXPIRATION_WINDOW_IN_SECONDS)) token = keep(user ? await token.refresh() : await first());
      const { access_token: accessToken } = token.token;
      const response = await fetch(env('RESOURCE_URL'), { headers: { Authorization: `Bearer ${accessToken}` } });
      await response.text();
      if (response.ok) good += 1;
      else console.error(`a call was answered with ${response.status}`);
    } catch (error) {
      console.error(error.message);
    }
    await new Promise((done) => { setTimeout(done, Number(env('PAUSE')) * 1000); });
  }
  process.exitCode = good === calls ? 0 : 1;
}

main();

// Calls as an integration on openid-client does. It ends at the first thing that goes wrong.
import * as client from 'openid-client';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const env = (name) => process.env[`AUTHCONFORM_${name}`] || '';
const config = new client.Configuration(
  { issuer: env('BASE_URL'), token_endpoint: env('TOKEN_URL') },
  env('CLIENT_ID'), undefined, client.ClientSecretBasic(env('CLIENT_SECRET')),
);
const scope = env('SCOPE') ? { scope: env('SCOPE') } : {};
const file = path.join(env('STATE_DIR'), 'refresh_token');
const user = env('USERNAME');
let refreshToken = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;

async function ask() {
  if (!user) return client.clientCredentialsGrant(config, scope);
  const tokens = refreshToken
    ? await client.refreshTokenGrant(config, refreshToken)
    : await client.genericGrantRequest(config, 'password', { username: user, password: env('PASSWORD'), ...scope });
  if (tokens.refresh_token) {
    refreshToken = tokens.refresh_token;
    fs.writeFileSync(file, refreshToken);
  }
  return tokens;
}

let tokens;
for (let i = 0; i < Number(env('CALLS')); i += 1) {
  if (!tokens || tokens.expiresIn() === 0) tokens = await ask();
  const response = await client.fetchProtectedResource(config, tokens.access_token, new URL(env('RESOURCE_URL')), 'GET');
  await response.text();
  if (!response.ok) throw new Error(`a call was answered with ${response.status}`);
  await wait(Number(env('PAUSE')) * 1000);
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decodeJwt } from 'jose';
import { type KeyServer, keyPage, keyServer } from '../support/client-key-server.js';
import { accounts, ask, type FapiClient, fapiClient, token, tokensOf } from './support/fapi-client.js';
import { type FapiFolder, type FapiHost, fapiFolder, startFapiHost } from './support/fapi-host.js';

jest.setTimeout(60_000);

const NOTIFICATION = { allowLoopback: true, ca: 'keys-ca.crt' };

describe('pairwise clients of the FAPI host', () => {
  let folder: FapiFolder;
  let keys: KeyServer;
  let host: FapiHost;
  let one: FapiClient;
  let other: FapiClient;

  beforeAll(async () => {
    folder = await fapiFolder();
    [one, other] = await Promise.all([fapiClient('c1', folder), fapiClient('c2', folder)]);
    keys = await keyServer({ '/c1': keyPage(() => keysOf(one)), '/c2': keyPage(() => keysOf(other)) });
    writeFileSync(join(folder.path, NOTIFICATION.ca), keys.authority.cert);
    const clients = [pairwise(one, keys.at('/c1')), pairwise(other, keys.at('/c2', '127.0.0.1'))];
    const profile = { profile: 'fapi-ciba', testApproval: true, caps: false };
    host = await startFapiHost(folder, { ...profile, notification: NOTIFICATION, clients });
  });
  afterAll(async () => {
    await host.stop();
    await keys.close();
    folder.remove();
  });

  const keysOf = ({ metadata }: FapiClient) => (metadata.jwks as { keys: readonly unknown[] }).keys;
  const pairwise = ({ metadata }: FapiClient, jwks_uri: string) => ({
    ...metadata,
    jwks: undefined,
    jwks_uri,
    subject_type: 'pairwise',
  });
  const subOf = (idToken: unknown): string | undefined => decodeJwt(String(idToken)).sub;

  it('know a user by the same name each time, at every endpoint, and nobody else by it', async () => {
    const { body } = await tokensOf(host, one);
    const sub = subOf(body.id_token);
    expect(sub).toMatch(/^[\w-]{22,}$/);
    expect(sub).not.toBe('alice');
    expect((await accounts(host, body.access_token, one.certificate)).body).toMatchObject({
      sub,
      claims: { email: 'alice@example.com' },
      accounts: [{ account_id: `${sub}-1` }],
    });
    const form = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) };
    expect(subOf((await token(host, one, form)).body.id_token)).toBe(sub);
    expect(subOf((await tokensOf(host, one)).body.id_token)).toBe(sub);
    expect(subOf((await tokensOf(host, other)).body.id_token)).not.toBe(sub);
  });

  it('ask for a user again by the ID token that they have of them, and by that of no other client', async () => {
    const id_token_hint = String((await tokensOf(host, one)).body.id_token);
    const hint = { login_hint: undefined, id_token_hint } as unknown as Record<string, string>;
    expect(subOf((await tokensOf(host, one, hint)).body.id_token)).toBe(subOf(id_token_hint));
    expect(await ask(host, other, hint)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });
});

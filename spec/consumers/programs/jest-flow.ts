import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as ciba from 'express-ciba';
import * as preset from 'express-ciba/oauth2-server';
import * as operations from 'express-ciba/operations';

// A consumer's own test, which Jest loads as CommonJS without being told anything about this package.

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const till = { client_id: 'till', client_secret: 's', grant_types: [ciba.CIBA_GRANT_TYPE] };
const notified: string[] = [];
const instance = ciba.createCiba({
  issuer: 'https://as.example.com',
  store: ciba.memoryStore(),
  adapter: {
    getClient: (id) => (id === till.client_id ? till : undefined),
    resolveUser: ({ login_hint }) => (login_hint === 'alice' ? { sub: 'alice' } : undefined),
    notifyUser: ({ id }) => notified.push(id),
    issueTokens: () => ({ access_token: 'access', token_type: 'Bearer' }),
  },
  idToken: { keys: [privateKey] },
});
const server = createServer((req, res) => instance.router(req, res, () => res.end()));

beforeAll((done) => {
  server.listen(0, '127.0.0.1', () => done());
});

afterAll(async () => {
  server.close();
  await instance.close();
});

async function post(path: string, form: Record<string, string>): Promise<Record<string, unknown>> {
  const { port } = server.address() as AddressInfo;
  const client = { client_id: 'till', client_secret: 's' };
  const body = new URLSearchParams({ ...client, ...form });
  const res = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body });
  return (await res.json()) as Record<string, unknown>;
}

test('a till gets its tokens once the user has approved', async () => {
  const { auth_req_id } = await post('/bc-authorize', { scope: 'openid', login_hint: 'alice' });
  await instance.approve(notified[0] ?? '', { sub: 'alice' });
  const tokens = await post('/token', { grant_type: ciba.CIBA_GRANT_TYPE, auth_req_id: String(auth_req_id) });
  expect(tokens).toMatchObject({ access_token: 'access', id_token: expect.any(String) });
});

test('the entries are of one copy: their errors are known to each other', () => {
  const of = (thrower: () => unknown): unknown => {
    try {
      return thrower();
    } catch (error) {
      return error;
    }
  };
  expect(of(() => preset.oauth2ServerAdapter({} as never))).toBeInstanceOf(ciba.ConfigurationError);
  expect(of(() => operations.operationsRouter(instance, {} as never))).toBeInstanceOf(
    ciba.ConfigurationError,
  );
});

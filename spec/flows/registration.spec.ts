import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { simulatedUser, testClient } from 'express-ciba/testing';
import supertest from 'supertest';
import type { CibaAdapter } from '../../lib/adapter.js';
import type { CibaClient } from '../../lib/client/metadata.js';
import { CibaError } from '../../lib/errors.js';
import { clientKey } from '../support/client-keys.js';
import { CIBA_GRANT, type TestHostOptions, testHost } from '../support/host.js';
import { expectLogged, expectUncachedJson } from '../support/http-answers.js';
import { expressVersions } from '../support/http-hosts.js';
import { postChunked } from '../support/http-raw.js';
import { basic } from '../support/http-requests.js';
import {
  behind,
  INITIAL_TOKEN,
  places,
  pollMetadata,
  type RegistrationHost,
  register,
  registrationHost,
} from '../support/registration-host.js';

type Answer = Awaited<ReturnType<typeof register>>;

const LIMIT = 65_536;
const OBJECT = 'Client metadata is an object.';
const NOT_JSON = 'The body must be application/json.';
const CHUNKED_JSON = { Authorization: `Bearer ${INITIAL_TOKEN}`, 'Content-Type': 'application/json' };

/** The metadata, blown up to a length by a member that nobody knows. */
function sized(bytes: number): string {
  const empty = JSON.stringify({ ...pollMetadata, pad: '' });
  return JSON.stringify({ ...pollMetadata, pad: 'x'.repeat(bytes - empty.length) });
}

function expectRefused(
  host: RegistrationHost,
  res: Answer,
  [status, error, description]: readonly [number, string, string],
): void {
  expect({ status: res.status, body: res.body }).toEqual({
    status,
    body: { error, error_description: description },
  });
  expectUncachedJson(res);
  expect([host.stored, host.logged]).toEqual([[], []]);
}

describe.each(expressVersions)('POST /register, on $version', ({ express }) => {
  describe.each(places)('%s', (_place, placed) => {
    const hosting = (options: TestHostOptions = {}): RegistrationHost =>
      placed(registrationHost({ express, ...options }), express);

    it('registers a client, and answers with all of it, defaults included', async () => {
      const host = hosting();
      const before = Math.floor(Date.now() / 1000);
      const res = await register(host, { ...pollMetadata, client_name: 'Till 8', made_up: { deep: 1 } });
      expect({ status: res.status, body: res.body }).toEqual({
        status: 201,
        body: {
          ...pollMetadata,
          client_name: 'Till 8',
          response_types: [],
          token_endpoint_auth_method: 'client_secret_basic',
          backchannel_user_code_parameter: false,
          client_id: expect.stringMatching(/^[\w-]{22}$/),
          client_id_issued_at: expect.any(Number),
          client_secret: expect.stringMatching(/^[\w-]{64}$/),
          client_secret_expires_at: 0,
        },
      });
      expectUncachedJson(res);
      expect(res.body.client_id_issued_at).toBeGreaterThanOrEqual(before);
      expect(res.body.client_id_issued_at).toBeLessThanOrEqual(Date.now() / 1000);
      expect([host.stored, host.tokens]).toEqual([[res.body], [INITIAL_TOKEN]]);
      expect([host.logged, host.notified]).toEqual([[], []]);
    });

    it('registers a client that then completes a flow', async () => {
      const host = hosting();
      const { body: client }: { body: CibaClient } = await register(host, pollMetadata);
      const till = testClient({ app: host.app, client });
      const alice = simulatedUser(host.ciba, { sub: 'alice' });
      const asked = await till.request({ login_hint: 'alice' });
      expect([asked.status, asked.body.interval]).toEqual([200, 5]);
      await alice.approve();
      const res = await till.poll(asked.body.auth_req_id);
      expect([res.status, res.body.access_token]).toEqual([200, 'access-1']);
    });

    it('gives each client an identifier and a secret of its own', async () => {
      const host = hosting();
      await Promise.all(Array.from({ length: 20 }, () => register(host, pollMetadata)));
      const drawn = host.stored.flatMap(({ client_id, client_secret }) => [client_id, client_secret]);
      expect(new Set(drawn).size).toBe(40);
    });

    it.each(['client_secret_basic', 'client_secret_post', 'client_secret_jwt'])(
      'gives a secret to a client that authenticates by %s',
      async (token_endpoint_auth_method) => {
        const { status, body } = await register(hosting(), { ...pollMetadata, token_endpoint_auth_method });
        expect([status, body.client_secret?.length, body.client_secret_expires_at]).toEqual([201, 64, 0]);
      },
    );

    it('gives none to a client that authenticates by a key', async () => {
      const jwks = { keys: [clientKey('ES256').jwk] };
      const method = { token_endpoint_auth_method: 'private_key_jwt', jwks };
      const { status, body } = await register(hosting(), { ...pollMetadata, ...method });
      expect([status, body.jwks]).toEqual([201, jwks]);
      expect(Object.keys(body)).not.toContain('client_secret');
      expect(Object.keys(body)).not.toContain('client_secret_expires_at');
    });

    it('lets no client choose its identifier or its secret', async () => {
      const chosen = {
        client_id: 'admin',
        client_secret: 'x',
        client_id_issued_at: 1,
        registration_access_token: 'x',
      };
      const host = hosting();
      const { body } = await register(host, { ...pollMetadata, ...chosen });
      for (const [name, value] of Object.entries(chosen)) expect(body[name]).not.toBe(value);
      expect(body.registration_access_token).toBeUndefined();
    });

    it.each<[string, object, string, string]>([
      [
        'metadata',
        { ...pollMetadata, backchannel_token_delivery_mode: 'push' },
        'invalid_client_metadata',
        'backchannel_token_delivery_mode is required, and one that is offered.',
      ],
      [
        'redirect URI',
        { ...pollMetadata, redirect_uris: ['http://client.example/'] },
        'invalid_redirect_uri',
        'A redirect URI is https, of loopback or of an app, without fragment.',
      ],
      ['array', [pollMetadata], 'invalid_client_metadata', OBJECT],
    ])('refuses a bad %s', async (_what, body, error, description) => {
      const host = hosting();
      expectRefused(host, await register(host, body), [400, error, description]);
    });

    it.each([
      [
        'its prototype',
        '{"__proto__":{"scope":"admin"},"grant_types":["GRANT"],"backchannel_token_delivery_mode":"poll"}',
      ],
      [
        'a constructor',
        '{"constructor":{"prototype":{"scope":"admin"}},"grant_types":["GRANT"],"backchannel_token_delivery_mode":"poll"}',
      ],
      [
        'a prototype in a list of keys',
        '{"jwks_uri":"https://c.example/","jwks_uri#x":{"__proto__":{}},"grant_types":["GRANT"],"backchannel_token_delivery_mode":"poll"}',
      ],
    ])('takes nothing from %s', async (_where, text) => {
      const host = hosting();
      const res = await register(host, text.replace('GRANT', CIBA_GRANT));
      expect([res.status, res.body.scope, Object.hasOwn(host.stored[0] ?? {}, '__proto__')]).toEqual([
        201,
        undefined,
        false,
      ]);
      expect(({} as { scope?: string }).scope).toBeUndefined();
    });

    it('is not stopped by metadata that is nested deeply', async () => {
      const depth = 20_000;
      const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
      const host = hosting();
      const text = JSON.stringify({ ...pollMetadata, jwks: 'DEEP' }).replace('"DEEP"', deep);
      const res = await register(host, text);
      expect([res.status, host.stored, host.logged]).toEqual([400, [], []]);
    });

    it('takes 64 KiB', async () => {
      expect((await register(hosting(), sized(LIMIT))).status).toBe(201);
    });

    it('takes not one byte more', async () => {
      const host = hosting();
      expectRefused(host, await register(host, sized(LIMIT + 1)), [
        400,
        'invalid_request',
        'The body is too large.',
      ]);
    });

    it('takes not one byte more in chunks either', async () => {
      const host = hosting();
      const text = sized(LIMIT + 1);
      const chunks = [text.slice(0, 30_000), text.slice(30_000)];
      const { status, body } = await postChunked(host.app, '/register', chunks, CHUNKED_JSON);
      expect([status, body]).toEqual([
        400,
        { error: 'invalid_request', error_description: 'The body is too large.' },
      ]);
      expect(host.stored).toEqual([]);
    });

    it('takes JSON in chunks', async () => {
      const text = JSON.stringify({ ...pollMetadata, client_name: 'Till €' });
      const bytes = Buffer.from(text);
      const at = bytes.indexOf('€') + 1;
      const host = hosting();
      const chunks = [bytes.subarray(0, at), bytes.subarray(at)];
      const { status, body } = await postChunked(host.app, '/register', chunks, CHUNKED_JSON);
      expect([status, body.client_name]).toEqual([201, 'Till €']);
    });

    it.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonp',
      'application/jose',
      'nonsense',
      '',
    ])('takes no body that is %j', async (type) => {
      const host = hosting();
      const { status, body } = await postChunked(host.app, '/register', [JSON.stringify(pollMetadata)], {
        Authorization: `Bearer ${INITIAL_TOKEN}`,
        ...(type !== '' && { 'Content-Type': type }),
      });
      expect([status, body]).toEqual([400, { error: 'invalid_request', error_description: NOT_JSON }]);
      expect(host.stored).toEqual([]);
    });

    it.each(['application/json;charset=UTF-8', 'application/json ; charset=utf-8', 'Application/JSON'])(
      'takes a body that is %s',
      async (type) => {
        expect((await register(hosting(), pollMetadata, { 'Content-Type': type })).status).toBe(201);
      },
    );

    it.each(['get', 'put', 'patch', 'delete', 'options'] as const)(
      'comes by POST, not by %s',
      async (method) => {
        const host = hosting();
        const res = await supertest(host.app)
          [method]('/register')
          .set('Authorization', `Bearer ${INITIAL_TOKEN}`);
        expectRefused(host, res, [405, 'invalid_request', 'The request must be a POST.']);
        expect([res.headers.allow, host.tokens]).toEqual(['POST', []]);
      },
    );
  });

  it.each([
    ['no JSON', '{"grant_types":', 'invalid_request', 'The body is no JSON.'],
    ['nothing', '', 'invalid_request', 'The body is no JSON.'],
    ['two objects', '{}{}', 'invalid_request', 'The body is no JSON.'],
    ['a number', '7', 'invalid_client_metadata', OBJECT],
    ['text', '"poll"', 'invalid_client_metadata', OBJECT],
    ['null', 'null', 'invalid_client_metadata', OBJECT],
    ['an empty array', '[]', 'invalid_client_metadata', OBJECT],
    [
      'an array in an array in an array',
      '['.repeat(30_000) + ']'.repeat(30_000),
      'invalid_client_metadata',
      OBJECT,
    ],
  ])('refuses a body that is %s', async (_what, text, error, description) => {
    const host = registrationHost({ express });
    expectRefused(host, await register(host, text), [400, error, description]);
  });

  it('refuses a mebibyte, and serves the next request on the same server', async () => {
    const host = registrationHost({ express });
    const res = await register(host, sized(1_048_576));
    expectRefused(host, res, [400, 'invalid_request', 'The body is too large.']);
    expect((await register(host, pollMetadata)).status).toBe(201);
  });

  it.each(['gzip', 'deflate', 'br', 'GZIP', 'identity, gzip'])(
    'refuses a compressed body: %s',
    async (encoding) => {
      const host = registrationHost({ express });
      const res = await supertest(host.app)
        .post('/register')
        .set({ ...CHUNKED_JSON, 'Content-Encoding': encoding })
        .serialize((body) => body as never)
        .send(gzipSync(JSON.stringify(pollMetadata)) as never);
      expectRefused(host, res, [400, 'invalid_request', 'The body must not be compressed.']);
    },
  );

  it.each(['text', 'raw'] as const)('reads what a parser of %s left', async (name) => {
    const parser = express[name]({ type: '*/*' });
    const host = behind(registrationHost({ express }), express, parser);
    expect((await register(host, pollMetadata)).status).toBe(201);
    expectRefused({ ...host, stored: [] }, await register(host, '{'), [
      400,
      'invalid_request',
      'The body is no JSON.',
    ]);
  });

  it('is a fault of the host where its body was read and thrown away', async () => {
    const host = registrationHost({ express });
    const app = express();
    app.use((req, _res, next) => void req.resume().on('end', () => setImmediate(next)));
    app.use(host.app);
    const res = await register({ app }, pollMetadata);
    expect([res.status, res.body.error]).toEqual([500, 'server_error']);
    expectLogged(host, 'the body was read before the router', res);
  });
});

describe('the initial access token', () => {
  const DESCRIPTION = 'The initial access token is not acceptable.';

  it.each<[string, string, string | undefined, string]>([
    ['is missing', '', undefined, 'Bearer'],
    ['is another', 'Bearer another', 'another', 'Bearer error="invalid_token"'],
    ['is longer', `Bearer ${INITIAL_TOKEN}x`, `${INITIAL_TOKEN}x`, 'Bearer error="invalid_token"'],
    ['is empty', 'Bearer', undefined, 'Bearer'],
    ['is two', `Bearer ${INITIAL_TOKEN} ${INITIAL_TOKEN}`, undefined, 'Bearer error="invalid_token"'],
    ['is a password', basic(`client:${INITIAL_TOKEN}`).Authorization, undefined, 'Bearer'],
    ['has no scheme', INITIAL_TOKEN, undefined, 'Bearer'],
    ['holds what no token does', `Bearer ${INITIAL_TOKEN},x`, undefined, 'Bearer error="invalid_token"'],
  ])('is judged by the host where it %s', async (_how, Authorization, asked, challenge) => {
    const host = registrationHost();
    const res = await register(host, pollMetadata, { Authorization });
    expectRefused(host, res, [401, 'invalid_token', DESCRIPTION]);
    expect([res.headers['www-authenticate'], host.tokens]).toEqual([challenge, [asked]]);
  });

  it('is judged before anything else, so that nobody else learns what is refused', async () => {
    for (const body of ['{', '7', sized(LIMIT + 1), JSON.stringify({ redirect_uris: ['x:'] })]) {
      const host = registrationHost();
      const res = await register(host, body, { Authorization: 'Bearer another' });
      expectRefused(host, res, [401, 'invalid_token', DESCRIPTION]);
    }
  });

  it('is not taken from the query, nor from the body', async () => {
    const host = registrationHost();
    const res = await supertest(host.app)
      .post(`/register?access_token=${INITIAL_TOKEN}`)
      .send({ ...pollMetadata, access_token: INITIAL_TOKEN });
    expectRefused(host, res, [401, 'invalid_token', DESCRIPTION]);
    expect(host.tokens).toEqual([undefined]);
  });

  it('may come with any spelling of its scheme', async () => {
    for (const scheme of ['bearer', 'BEARER', 'Bearer '])
      expect(
        (await register(registrationHost(), pollMetadata, { Authorization: `${scheme} ${INITIAL_TOKEN}` }))
          .status,
      ).toBe(201);
  });

  it('need not come where the host lets anybody register', async () => {
    const host = registrationHost({ adapter: { verifyInitialAccessToken: () => true } });
    expect((await register(host, pollMetadata, { Authorization: '' })).status).toBe(201);
  });

  it.each([1, 'true', {}, undefined, null])('is taken by true alone, not by %j', async (answer) => {
    const host = registrationHost({ adapter: { verifyInitialAccessToken: () => answer as never } });
    expectRefused(host, await register(host, pollMetadata), [401, 'invalid_token', DESCRIPTION]);
  });

  it('that cannot be judged is a fault, of which nothing is told', async () => {
    const verifyInitialAccessToken = () => {
      throw new Error('relation "tokens" does not exist');
    };
    const host = registrationHost({ adapter: { verifyInitialAccessToken } });
    const res = await register(host, pollMetadata);
    expect([res.status, res.body]).toEqual([
      500,
      { error: 'server_error', error_description: 'The server failed.' },
    ]);
    expectLogged(host, 'relation "tokens" does not exist', res);
    expect(host.stored).toEqual([]);
  });
});

describe('registerClient', () => {
  const answering = (registerClient: NonNullable<CibaAdapter['registerClient']>): RegistrationHost =>
    registrationHost({ adapter: { registerClient } });

  it('replaces members of the answer, and adds to them', async () => {
    const more = {
      client_id: 'till-9',
      registration_client_uri: 'https://as.example.com/register/till-9',
      scope: 'openid',
    };
    const res = await register(
      answering(async () => more),
      { ...pollMetadata, scope: 'openid pay' },
    );
    expect(res.status).toBe(201);
    expect(res.body).toMatchObject({ ...pollMetadata, ...more, client_secret: expect.any(String) });
  });

  it('may keep the secret out of the answer', async () => {
    const { status, body } = await register(
      answering(() => ({ client_secret: undefined })),
      pollMetadata,
    );
    expect([status, Object.keys(body).includes('client_secret')]).toEqual([201, false]);
  });

  class Row {
    password = 'of the database';
  }

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a count', 1],
    ['an id', 'row-7'],
    ['rows', [{ password: 'of the database' }]],
    ['a map', new Map([['password', 'of the database']])],
    ['a model', new Row()],
  ])('adds nothing by answering with %s', async (_what, answer) => {
    const host = answering(() => answer as never);
    const { status, body } = await register(host, pollMetadata);
    expect([status, Object.keys(body).sort()]).toEqual([
      201,
      [
        ...['backchannel_token_delivery_mode', 'backchannel_user_code_parameter', 'client_id'],
        ...['client_id_issued_at', 'client_secret', 'client_secret_expires_at', 'grant_types'],
        ...['response_types', 'token_endpoint_auth_method'],
      ],
    ]);
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('duplicate key in "clients"');
      },
    ],
    ['rejects', () => Promise.reject(new Error('duplicate key in "clients"'))],
    [
      'throws a code of another endpoint',
      () => {
        throw new CibaError('invalid_grant', undefined, { cause: new Error('duplicate key in "clients"') });
      },
    ],
  ])('that %s is a fault, of which nothing is told', async (_how, registerClient) => {
    const host = answering(registerClient as never);
    const res = await register(host, pollMetadata);
    expect([res.status, res.body]).toEqual([
      500,
      { error: 'server_error', error_description: 'The server failed.' },
    ]);
    expectUncachedJson(res);
    expectLogged(host, 'duplicate key in "clients"', res);
  });

  it('that answers with what JSON cannot hold is a fault', async () => {
    const host = answering(() => ({ id: 7n }));
    const res = await register(host, pollMetadata);
    expect([res.status, res.body.error]).toEqual([500, 'server_error']);
    expectLogged(host, 'BigInt', res);
  });

  it('may refuse a client in the words of RFC 7591', async () => {
    const refusals = [
      [400, 'invalid_client_metadata', 'The scope is not for everybody.'],
      [400, 'invalid_redirect_uri', 'Another client has it.'],
      [403, 'access_denied', 'Enough clients have registered.'],
    ] as const;
    for (const [status, error, description] of refusals) {
      const host = answering(() => {
        throw new CibaError(error, description);
      });
      expectRefused(host, await register(host, pollMetadata), [status, error, description]);
    }
  });

  it('that takes too long is tried again later', async () => {
    const adapter = { registerClient: () => new Promise<never>(() => undefined) };
    const host = registrationHost({ adapter, callbackTimeout: 0.02 });
    const res = await register(host, pollMetadata);
    expect([res.status, res.body.error, res.headers['retry-after']]).toEqual([
      503,
      'temporarily_unavailable',
      '5',
    ]);
  });
});

describe('where clients do not register here', () => {
  it('the path is the host’s, and its body untouched', async () => {
    const host = testHost();
    const seen: unknown[] = [];
    const { express } = expressVersions[0];
    host.app.post('/register', express.json(), (req, res) => {
      seen.push(req.body);
      res.sendStatus(204);
    });
    expect((await register(host, pollMetadata)).status).toBe(204);
    expect(seen).toEqual([pollMetadata]);
    expect(host.ciba.metadata()).not.toHaveProperty('registration_endpoint');
  });
});

describe('where clients register elsewhere', () => {
  it('is the path that the option names, and what discovery shows', async () => {
    const host = registrationHost({ paths: { registration: '/connect/register' } });
    expect(host.ciba.metadata().registration_endpoint).toBe('https://as.example.com/connect/register');
    const res = await supertest(host.app).post('/connect/register').set(CHUNKED_JSON).send(pollMetadata);
    expect(res.status).toBe(201);
    expect((await register(host, pollMetadata)).status).toBe(404);
  });

  it('may be a handler of its own', async () => {
    const host = registrationHost();
    const { express } = expressVersions[0];
    const app = express();
    app.use('/clients', host.ciba.registration as never);
    const res = await supertest(app).post('/clients').set(CHUNKED_JSON).send(pollMetadata);
    expect([res.status, host.stored.length]).toEqual([201, 1]);
  });

  it('is said by the option that publishes it', () => {
    const endpoints = { registration: 'https://clients.example.com/register' };
    expect(registrationHost({ endpoints }).ciba.metadata().registration_endpoint).toBe(
      endpoints.registration,
    );
  });
});

import { oauth2ServerAdapter } from 'express-ciba/oauth2-server';
import { ConfigurationError } from '../../lib/errors.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { redisStore } from '../../lib/store/redis/redis-store.js';
import { TestModel, tillRow } from '../oauth2-server/support/model.js';
import { signingKey, testHost } from '../support/host.js';

/** The code and message of what is thrown. */
function refusalOf(start: () => unknown): { code?: string; message?: string } {
  try {
    start();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    const { code, message } = error as ConfigurationError;
    return { code, message };
  }
  return {};
}

const unknown = (what: string) => ({
  code: 'ERR_CIBA_UNKNOWN_OPTION',
  message: expect.stringContaining(`unknown ${what}`),
});

describe('a misspelt callback is refused', () => {
  it.each([
    ['validateRequests', 'known: '],
    ['validaterequest', 'did you mean validateRequest?'],
    ['verify_user_code', 'did you mean verifyUserCode?'],
    ['verifyusercode', 'did you mean verifyUserCode?'],
    ['revokeToken', 'known: '],
    ['authenticateclient', 'did you mean authenticateClient?'],
  ])('%s', (name, hint) => {
    const refused = refusalOf(() => testHost({ adapter: { [name]: () => true } as never }));
    expect(refused).toEqual(unknown(`callback adapter.${name}`));
    expect(refused.message).toContain(hint);
  });

  it('so is one that is no function', () => {
    const refused = refusalOf(() => testHost({ adapter: { validateRequest: true as never } }));
    expect(refused.code).toBe('ERR_CIBA_ADAPTER');
  });
});

describe('a misspelt option is refused', () => {
  it.each([
    ['option expires_in', { expires_in: 60 }],
    ['option paths.backchannel', { paths: { backchannel: '/x' } }],
    ['option endpoints.tokens', { endpoints: { tokens: 'https://a.example/t' } }],
    ['option idToken.expires_in', { idToken: { keys: [signingKey], expires_in: 60 } }],
    ['option idToken.key', { idToken: { key: signingKey } }],
    ['option caps.pendingPerClient', { caps: { pendingPerClient: 1 } }],
    ['option caps.pending_per_user', { caps: { pending_per_user: 1 } }],
  ])('%s', (what, options) => {
    expect(refusalOf(() => testHost(options as never))).toEqual(unknown(what));
  });

  it.each([
    ['option of redisStore: prefix', () => redisStore(redis, { prefix: 'a' } as never)],
    ['option of redisStore: keyprefix', () => redisStore(redis, { keyprefix: 'a' } as never)],
    ['option of memoryStore: max', () => memoryStore({ max: 5 } as never)],
    ['option of memoryStore: max_requests', () => memoryStore({ max_requests: 5 } as never)],
    ['option getUsers', () => oauth2ServerAdapter(model, { getUsers: () => null } as never)],
    ['option scopeformat', () => oauth2ServerAdapter(model, { scopeformat: 'string' } as never)],
  ])('%s', (what, start) => {
    expect(refusalOf(start)).toEqual(unknown(what));
  });

  it.each(['caps', 'paths', 'endpoints', 'idToken'])('%s that is text', (name) => {
    expect(refusalOf(() => testHost({ [name]: 'x' })).code).toMatch(/^ERR_CIBA_/);
  });
});

describe('a value that could not work is refused', () => {
  it.each<[string, () => unknown]>([
    ['ERR_CIBA_FUNCTION', () => testHost({ logger: {} as never })],
    ['ERR_CIBA_FUNCTION', () => testHost({ logger: { error: 'x' } as never })],
    ['ERR_CIBA_FUNCTION', () => testHost({ logger: (() => {}) as never })],
    ['ERR_CIBA_FUNCTION', () => testHost({ hintOptional: true as never })],
    ['ERR_CIBA_FUNCTION', () => oauth2ServerAdapter(model, { getUser: 'alice' as never })],
    ['ERR_CIBA_SCOPE_FORMAT', () => oauth2ServerAdapter(model, { scopeFormat: 'text' as never })],
    ['ERR_CIBA_MODEL', () => oauth2ServerAdapter({ model } as never)],
    ['ERR_CIBA_REDIS', () => redisStore({} as never)],
    ['ERR_CIBA_KEY', () => testHost({ dpop: { nonceKey: undefined as never } })],
    ['ERR_CIBA_DETAILS', () => testHost({ authorizationDetails: { payment: true as never } })],
    ['ERR_CIBA_DETAILS', () => testHost({ authorizationDetails: ['payment'] as never })],
  ])('%s', (code, start) => {
    expect(refusalOf(start).code).toBe(code);
  });
});

describe('a misspelt event is refused', () => {
  it.each(['request', 'Approved', 'client_authentication_failed', '', 'toString', '__proto__'])(
    '%j',
    (name) => {
      const { ciba } = testHost();
      expect(() => ciba.on(name as never, () => {})).toThrow(TypeError);
      expect(() => ciba.on(name as never, () => {})).toThrow(
        `unknown event ${name}; known: requested, approved`,
      );
    },
  );

  it('with a code of its own, as every mistake of set-up', () => {
    const { ciba } = testHost();
    const refused = refusalOf(() => ciba.on('request' as never, () => {}));
    expect(refused.code).toMatch(/^ERR_CIBA_/);
  });
});

const model = new TestModel(tillRow);
const redis = {
  evalsha: async () => 0,
  eval: async () => 0,
  info: async () => '',
};

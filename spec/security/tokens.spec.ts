import type { TokenResponse } from '../../lib/adapter.js';
import { testHost } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { poll, startApproved } from '../support/http-requests.js';

const good = { access_token: 'at', token_type: 'Bearer', refresh_token: 'rt', expires_in: 60 };

/** A host that answers once with `answer`, then as it should. */
async function answering(answer: unknown) {
  const revoked: unknown[] = [];
  let calls = 0;
  const issueTokens = () => (calls++ === 0 ? answer : { ...good, access_token: 'second' }) as TokenResponse;
  const host = testHost({
    adapter: { issueTokens, revokeTokens: (tokens) => revoked.push(tokens.access_token) },
  });
  const { authReqId } = await startApproved(host);
  return { ...host, revoked, poll: () => poll(host, authReqId) };
}

/** A row of a token table, as ORMs make them. */
class TokenRow {
  readonly #hash: string = 'private-hash';
  readonly _password = 'underscored';
  get access_token() {
    return 'at';
  }
  get token_type() {
    return this.#hash === '' ? '' : 'Bearer';
  }
  get refresh_token() {
    return 'rt';
  }
  get expires_in() {
    return 60;
  }
  get pin() {
    return 'inherited';
  }
  toJSON() {
    return {};
  }
}

describe('a token response that is an object of a class', () => {
  it('is read through its getters, and its toJSON hides nothing', async () => {
    const host = await answering(new TokenRow());
    const { status, body } = await host.poll();
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...good, scope: 'openid', id_token: expect.any(String) });
  });

  it('sends no private field and no getter but the registered ones', async () => {
    const { text } = await (await answering(new TokenRow())).poll();
    expect(text).not.toMatch(/private-hash|inherited|pin/);
  });

  it('sends its registered members alone', async () => {
    const { body } = await (await answering(new TokenRow())).poll();
    const registered = ['access_token', 'expires_in', 'id_token', 'refresh_token', 'scope', 'token_type'];
    expect(Object.keys(body).sort()).toEqual(registered);
  });

  it('sends none of its own members that are not enumerable, symbols or functions', async () => {
    const tokens = Object.defineProperty({ ...good, f: () => 1, [Symbol('s')]: 's' }, 'hidden', { value: 1 });
    const { body } = await (await answering(tokens)).poll();
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['f']));
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['hidden']));
  });
});

describe('toJSON cannot hide or change tokens', () => {
  const evil = () => ({ access_token: 'evil' });

  it.each([
    ['own', { ...good, toJSON: evil }],
    ['inherited', Object.assign(Object.create({ toJSON: evil }), good)],
    ['own and not enumerable', Object.defineProperty({ ...good }, 'toJSON', { value: evil })],
    ['own by a getter', Object.defineProperty({ ...good }, 'toJSON', { get: () => evil, enumerable: true })],
  ])('%s', async (_name, answer) => {
    const host = await answering(answer);
    const { status, body } = await host.poll();
    expect(status).toBe(200);
    expect(body).toMatchObject(good);
    expect((await host.poll()).body.error).toBe('invalid_grant');
  });
});

describe('a token response that is no good is 500, released, and nothing is spent', () => {
  it.each([
    ['expires_in is not a number', { ...good, expires_in: Number.NaN }],
    ['expires_in is endless', { ...good, expires_in: Number.POSITIVE_INFINITY }],
    ['expires_in is text', { ...good, expires_in: '60' }],
    ['scope is a number', { ...good, scope: 7 }],
    ['scope is a list', { ...good, scope: ['openid'] }],
    ['scope is wider than granted', { ...good, scope: 'openid admin' }],
    ['scope is wider by a tab', { ...good, scope: 'openid\tadmin' }],
    ['access_token is no text', { ...good, id: 1, access_token: ['at'] }],
    ['JSON cannot hold it', { ...good, extra: 1n }],
  ])('%s', async (name, answer) => {
    const host = await answering(answer);
    const res = await host.poll();
    expectRefusal(res, [500, 'server_error'], { description: 'The server failed.' });
    expect(host.logged).toHaveLength(1);
    expect(host.revoked).toEqual(name === 'access_token is no text' ? [] : ['at']);
    expect((await host.poll()).body.access_token).toBe('second');
    expect((await host.poll()).body.error).toBe('invalid_grant');
  });

  it('a getter that throws may work the next time: 503', async () => {
    const get = () => {
      throw new Error('not loaded');
    };
    const host = await answering(Object.defineProperty({ ...good }, 'extra', { enumerable: true, get }));
    expectRefusal(await host.poll(), [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expect([host.logged.length, host.revoked]).toEqual([1, ['at']]);
    expect((await host.poll()).body.access_token).toBe('second');
  });
});

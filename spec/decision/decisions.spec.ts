import type { Ciba } from '../../lib/ciba.js';
import { type TestHost, testHost } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { poll, type Started, start } from '../support/http-requests.js';

/** One decision of each kind. */
const decide = {
  approve: (ciba, id) => ciba.approve(id, { sub: 'alice' }),
  'approve with acr': (ciba, id) => ciba.approve(id, { sub: 'alice', acr: 'high' }),
  'approve less': (ciba, id) => ciba.approve(id, { sub: 'alice', scope: ['openid'] }),
  deny: (ciba, id) => ciba.deny(id, { sub: 'alice' }),
  fail: (ciba, id) => ciba.fail(id, { reason: 'x' }),
  'fail for another reason': (ciba, id) => ciba.fail(id, { reason: 'y' }),
  cancel: (ciba, id) => ciba.cancel(id),
} satisfies Record<string, (ciba: Ciba, id: string) => Promise<unknown>>;

type Kind = keyof typeof decide;
const kinds = Object.keys(decide) as Kind[];

async function pending(): Promise<{ host: TestHost; ciba: Ciba } & Started> {
  const host = testHost();
  const started = await start(host, { scope: 'openid pay' });
  return { host, ciba: host.ciba, ...started };
}

describe('a decision', () => {
  it.each(kinds)('is accepted once and then repeated: %s', async (kind) => {
    const { ciba, id } = await pending();
    expect(await decide[kind](ciba, id)).toEqual({ outcome: 'accepted' });
    expect(await decide[kind](ciba, id)).toEqual({ outcome: 'repeated' });
  });

  const others = kinds.flatMap((first) =>
    kinds.filter((kind) => kind !== first).map((second) => ({ first, second })),
  );

  it.each(others)('stands: $second after $first is a conflict', async ({ first, second }) => {
    const { ciba, id } = await pending();
    await decide[first](ciba, id);
    const before = await ciba.getRequest(id, { sub: 'alice' });
    expect(await decide[second](ciba, id)).toEqual({ outcome: 'conflict' });
    expect(await ciba.getRequest(id, { sub: 'alice' })).toEqual(before);
  });

  it.each(kinds)('comes too late when the lifetime is over: %s', async (kind) => {
    const { host, ciba, id } = await pending();
    host.clock.advance(300_000);
    expect(await decide[kind](ciba, id)).toEqual({ outcome: 'expired' });
  });

  it.each(kinds)('is about nothing once the retention is over: %s', async (kind) => {
    const { host, ciba, id } = await pending();
    host.clock.advance(900_000);
    expect(await decide[kind](ciba, id)).toEqual({ outcome: 'unknown' });
  });

  it.each(kinds)('that was taken is not taken again after the lifetime: %s', async (kind) => {
    const { host, ciba, id } = await pending();
    await decide[kind](ciba, id);
    host.clock.advance(300_000);
    expect(await decide[kind](ciba, id)).toEqual({ outcome: 'expired' });
  });

  it.each(kinds)('about an id that nobody issued is unknown: %s', async (kind) => {
    const { ciba, id, authReqId } = await pending();
    const strange = [
      '',
      'x',
      authReqId,
      `${id}x`,
      `${'A'.repeat(22)}.${'A'.repeat(43)}`,
      undefined,
      null,
      {},
    ];
    for (const given of strange) {
      expect(await decide[kind](ciba, given as string)).toEqual({ outcome: 'unknown' });
    }
    expect(await ciba.getRequest(id, { sub: 'alice' })).toMatchObject({ state: 'pending' });
  });

  it.each(['approve', 'deny'] as const)('of another user changes nothing: %s', async (kind) => {
    const { host, ciba, id } = await pending();
    expect(await ciba[kind](id, { sub: 'bob' })).toEqual({ outcome: 'wrong_user' });
    expect(await ciba.getRequest(id, { sub: 'alice' })).toMatchObject({ state: 'pending' });
    host.clock.advance(300_000);
    expect(await ciba[kind](id, { sub: 'bob' })).toEqual({ outcome: 'wrong_user' });
  });

  it('is one, however many are taken at once', async () => {
    const { ciba, id } = await pending();
    const taken = await Promise.all(kinds.map((kind) => decide[kind](ciba, id)));
    const outcomes = taken.map((answer) => (answer as { outcome: string }).outcome);
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(kinds.length - 1);
  });

  it('comes too late once the tokens are out', async () => {
    const { host, ciba, id, authReqId } = await pending();
    await ciba.approve(id, { sub: 'alice' });
    expect((await poll(host, authReqId)).status).toBe(200);
    expect(await ciba.deny(id, { sub: 'alice' })).toEqual({ outcome: 'conflict' });
    expect(await ciba.cancel(id)).toEqual({ outcome: 'conflict' });
    expect(await ciba.approve(id, { sub: 'alice' })).toEqual({ outcome: 'repeated' });
    expectRefusal(await poll(host, authReqId), [400, 'invalid_grant']);
  });
});

describe('a failure', () => {
  it.each([undefined, {}, { reason: '' }, { reason: 5 }])('needs a reason: %j', async (failure) => {
    const { ciba, id } = await pending();
    await expect(ciba.fail(id, failure as never)).rejects.toThrow(
      new TypeError('fail needs a reason: { reason: string }'),
    );
    expect(await ciba.getRequest(id, { sub: 'alice' })).toMatchObject({ state: 'pending' });
  });
});

describe('the content of an approval', () => {
  const noUser = 'the sub of the user who is signed in is missing: { sub: string }';
  const acrText = 'approve: acr must be text';
  const amrTexts = 'approve: amr must be an array of text';
  const pastSeconds = 'approve: auth_time must be whole seconds since the epoch, and past';
  const scopeTexts = 'approve: scope must be an array of text';
  const scopePart = 'scope must be a part of the requested scope and keep openid';
  const detailsArray = 'approve: authorization_details must be an array';

  it.each<[string, object, string]>([
    ['no sub', { sub: undefined }, noUser],
    ['an empty sub', { sub: '' }, noUser],
    ['a sub that is no text', { sub: 7 }, noUser],
    ['an empty acr', { acr: '' }, acrText],
    ['an acr that is no text', { acr: ['high'] }, acrText],
    ['an amr that is text', { amr: 'face' }, amrTexts],
    ['an amr with an empty member', { amr: ['face', ''] }, amrTexts],
    ['an amr with a number', { amr: [1] }, amrTexts],
    ['an auth_time that is a date', { auth_time: new Date() }, pastSeconds],
    ['an auth_time that is text', { auth_time: '1700000000' }, pastSeconds],
    ['a broken auth_time', { auth_time: 1.5 }, pastSeconds],
    ['a negative auth_time', { auth_time: -1 }, pastSeconds],
    ['an auth_time that is no number', { auth_time: Number.NaN }, pastSeconds],
    ['a scope that is text', { scope: 'openid' }, scopeTexts],
    ['a scope with a number', { scope: ['openid', 1] }, scopeTexts],
    ['an empty scope', { scope: [] }, scopePart],
    ['a scope without openid', { scope: ['pay'] }, scopePart],
    ['authorization_details that are text', { authorization_details: '[]' }, detailsArray],
    ['authorization_details that are one object', { authorization_details: { type: 'a' } }, detailsArray],
    ['null for acr', { acr: null }, acrText],
    ['null for scope', { scope: null }, scopeTexts],
  ])('may not have %s', async (_name, changes, message) => {
    const { ciba, id } = await pending();
    const approval = { sub: 'alice', ...changes } as never;
    await expect(ciba.approve(id, approval)).rejects.toThrow(new TypeError(message));
    expect(await ciba.getRequest(id, { sub: 'alice' })).toMatchObject({ state: 'pending' });
  });

  it('may be of the first second of the epoch, and up to a minute ahead of this clock', async () => {
    const now = 1_800_000_000;
    jest.useFakeTimers({ now: now * 1000, doNotFake: ['nextTick', 'setImmediate', 'setTimeout'] });
    try {
      for (const auth_time of [0, now + 60]) {
        const { ciba, id } = await pending();
        expect(await ciba.approve(id, { sub: 'alice', auth_time })).toEqual({ outcome: 'accepted' });
      }
      const { ciba, id } = await pending();
      const late = ciba.approve(id, { sub: 'alice', auth_time: now + 61 });
      await expect(late).rejects.toThrow(new TypeError(pastSeconds));
    } finally {
      jest.useRealTimers();
    }
  });

  it.each(['approve', 'deny'] as const)('needs a user who decides: %s', async (kind) => {
    const { ciba, id } = await pending();
    for (const sub of [undefined, '', 5])
      await expect(ciba[kind](id, { sub } as never)).rejects.toThrow(TypeError);
  });

  it('that the host changes afterwards stays as it was', async () => {
    const { host, ciba, id, authReqId } = await pending();
    const amr = ['face'];
    await ciba.approve(id, { sub: 'alice', amr, acr: undefined as never });
    amr.push('pin');
    const { body } = await poll(host, authReqId);
    const [, claims = ''] = body.id_token.split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ amr: ['face'] });
  });

  it('holds what is known and nothing else', async () => {
    const { host, ciba, id, authReqId } = await pending();
    await ciba.approve(id, { sub: 'alice', client_id: 'x', admin: true } as never);
    expect(await ciba.approve(id, { sub: 'alice' })).toEqual({ outcome: 'repeated' });
    expect((await poll(host, authReqId)).body).not.toHaveProperty('admin');
  });
});

import {
  assertionOf,
  bearing,
  type SigningClient,
  seconds,
  signers,
} from '../../support/client-assertions.ts';
import { expectUnproven, type WatchedHost, watchedHost } from '../../support/client-host.ts';
import { clientKey } from '../../support/client-keys.ts';
import { expectRefusal } from '../../support/http-answers.js';
import { type EndpointCase, endpoints, expectPassed } from '../../support/http-endpoints.js';
import { storeWith } from '../../support/http-store.ts';

const [client, second] = signers as readonly [SigningClient, SigningClient];
const hostOf = (): WatchedHost => watchedHost({ clients: signers });
const passes = async (host: WatchedHost, at: EndpointCase, assertion: string): Promise<void> => {
  expectPassed(await at.send(host, bearing(assertion)), at);
};

/** From here on the host remembers nothing but what comes. */
const forget = (host: WatchedHost): void => {
  for (const list of [host.stored, host.failures, host.notified]) list.length = 0;
};

describe.each(endpoints)('the jti of an assertion at the $endpoint endpoint', (at) => {
  const others = endpoints.filter(({ endpoint }) => endpoint !== at.endpoint);
  const spent = async (host: WatchedHost, assertion: string, where = at): Promise<void> => {
    forget(host);
    const res = await where.send(host, bearing(assertion));
    const { client_id } = client;
    expect(host.stored).toEqual(['useOnce']);
    host.stored.length = 0;
    expectUnproven(host, res, where, { reason: 'replayed', client_id });
  };

  it('refuses an assertion that was used before', async () => {
    const host = hostOf();
    const assertion = assertionOf(client);
    await passes(host, at, assertion);
    await spent(host, assertion);
    await spent(host, assertion);
  });

  it.each(others)('refuses at the $endpoint endpoint what was used here', async (other) => {
    const host = hostOf();
    const assertion = assertionOf(client);
    await passes(host, at, assertion);
    await spent(host, assertion, other);
  });

  it('refuses another assertion with a jti that was used before', async () => {
    const host = hostOf();
    await passes(host, at, assertionOf(client, { claims: { jti: 'same', exp: seconds(30) } }));
    await spent(host, assertionOf(client, { claims: { jti: 'same', exp: seconds(90) } }));
  });

  it('is each client’s own', async () => {
    const host = hostOf();
    for (const signing of signers) await passes(host, at, assertionOf(signing, { claims: { jti: 'same' } }));
    expect(host.failures).toEqual([]);
  });

  it.each<[string, Parameters<typeof assertionOf>[1]]>([
    ['a forged signature', { key: clientKey('ES256') }],
    ['another algorithm', { header: { alg: 'none' } }],
    ['another audience', { claims: { aud: 'https://other.example.com' } }],
    ['another kind', { header: { typ: 'at+jwt' } }],
    ['an end long ago', { claims: { exp: 1 } }],
    ['an end far ahead', { claims: { exp: seconds(86_400) } }],
    ['another issuer', { claims: { iss: 'till' } }],
  ])('is not spent by %s', async (_name, wish = {}) => {
    const host = hostOf();
    const jti = 'same';
    const bad = assertionOf(client, { ...wish, claims: { jti, ...wish.claims } });
    expect((await at.send(host, bearing(bad))).status).toBe(401);
    expect(host.stored).toEqual([]);
    await passes(host, at, assertionOf(client, { claims: { jti } }));
  });

  it('is spent by one of many requests at once', async () => {
    const host = hostOf();
    const assertion = assertionOf(client);
    const sent = await Promise.all(Array.from({ length: 20 }, () => at.send(host, bearing(assertion))));
    expect(sent.filter(({ status }) => status === 401)).toHaveLength(19);
    expect(host.failures.map(({ reason }) => reason)).toEqual(Array(19).fill('replayed'));
  });

  it('answers 503 where the store cannot tell, and passes nobody', async () => {
    const store = storeWith(() => ({ useOnce: () => Promise.reject(new Error('down')) }));
    const host = watchedHost({ clients: signers, store });
    const res = await at.send(host, bearing(assertionOf(client)));
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expect([host.notified, host.failures]).toEqual([[], []]);
  });

  it.each([
    ['until its end and the grace', 60, 130],
    ['for the grace alone, where it has ended', -5, 65],
    ['for an hour at most', 3600, 3670],
  ])('is remembered %s', async (_name, exp, remembered) => {
    const asked: number[] = [];
    const store = storeWith((inner) => ({
      useOnce: (used) => {
        asked.push(used.seconds);
        return inner.useOnce(used);
      },
    }));
    const host = watchedHost({ clients: signers, store });
    await passes(host, at, assertionOf(second, { claims: { exp: seconds(exp) } }));
    expect(Number.isInteger(asked[0])).toBe(true);
    expect([remembered, remembered - 1]).toContain(asked[0]);
  });
});

import {
  assertionOf,
  bearing,
  type SigningClient,
  seconds,
  signers,
} from '../../support/client-assertions.ts';
import { expectUnproven, watchedHost } from '../../support/client-host.ts';
import { type EndpointCase, endpoints, expectPassed } from '../../support/http-endpoints.js';

const cases = endpoints.flatMap((at) =>
  signers.map((client) => ({ ...at, at, client, alg: client.key.alg })),
);

/** Claims with times in seconds from now. */
type Times = Readonly<Record<'exp' | 'nbf' | 'iat', number>>;
const claimsOf = (times: Partial<Times>): Record<string, number> =>
  Object.fromEntries(Object.entries(times).map(([claim, fromNow]) => [claim, seconds() + fromNow]));

async function answerTo(times: Partial<Times>, client: SigningClient, at: EndpointCase) {
  const host = watchedHost({ clients: signers });
  return { host, res: await at.send(host, bearing(assertionOf(client, { claims: claimsOf(times) }))) };
}

/** The last moment that is taken, and the first that is not. */
const boundaries: readonly (readonly [string, Partial<Times>, Partial<Times>, 'claim' | 'expired'])[] = [
  ['the end', { exp: -9 }, { exp: -10 }, 'expired'],
  ['a fraction after the end', { exp: -9.5 }, { exp: -10.5 }, 'expired'],
  ['the start', { nbf: 10 }, { nbf: 11 }, 'claim'],
  ['the time of issue ahead', { iat: 10 }, { iat: 11 }, 'claim'],
  ['an hour since its issue', { iat: -3610 }, { iat: -3611 }, 'expired'],
  ['an end in an hour', { exp: 3610 }, { exp: 3611 }, 'claim'],
];

describe.each(cases)('an assertion by $alg at the $endpoint endpoint', ({ at, client }) => {
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12), doNotFake: EVERYTHING_BUT_DATE });
  });
  afterEach(() => jest.useRealTimers());

  it.each(boundaries)('judges times with ten seconds of grace: %s', async (_name, taken, refused, reason) => {
    expectPassed((await answerTo(taken, client, at)).res, at);
    const { host, res } = await answerTo(refused, client, at);
    expectUnproven(host, res, at, { reason, client_id: client.client_id });
  });

  it('refuses an assertion that lives for more than an hour', async () => {
    for (const exp of [3611, 7200, 86_400]) {
      const { host, res } = await answerTo({ exp, iat: 0 }, client, at);
      expectUnproven(host, res, at, { reason: 'claim', client_id: client.client_id });
    }
  });

  it('takes an assertion as long as it lives', async () => {
    const assertion = assertionOf(client, { claims: claimsOf({ exp: 3600, iat: 0 }) });
    jest.setSystemTime(Date.now() + 3_609_999);
    const host = watchedHost({ clients: signers });
    expectPassed(await at.send(host, bearing(assertion)), at);
    jest.setSystemTime(Date.now() + 1);
    const late = watchedHost({ clients: signers });
    const res = await at.send(late, bearing(assertion));
    expectUnproven(late, res, at, { reason: 'expired', client_id: client.client_id });
  });
});

/** What Node works with: the clock alone is turned by hand. */
const EVERYTHING_BUT_DATE = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];

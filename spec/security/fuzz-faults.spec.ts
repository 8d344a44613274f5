import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CibaAdapter } from '../../lib/adapter.js';
import { CibaError } from '../../lib/errors.js';
import { expectKept, expectOfTable } from '../support/fuzz-answers.ts';
import { anyText } from '../support/fuzz-arbitraries.ts';
import { type FuzzAnswer, type FuzzHost, fuzzHost, secretOf, secretText } from '../support/fuzz-host.ts';
import { inTime, LONG, runs } from '../support/fuzz-runs.ts';
import { CIBA_GRANT } from '../support/host.js';
import { FORM_TYPE, formText } from '../support/http-requests.js';

const CALLBACKS = [
  ...(['getClient', 'resolveUser', 'notifyUser', 'issueTokens', 'getUser', 'validateRequest'] as const),
  ...(['verifyUserCode', 'revalidate', 'verifyClientSecret', 'registerClient'] as const),
];

/** What fails now, and how. */
let fault: { readonly of: (typeof CALLBACKS)[number]; readonly fail: () => unknown } | undefined;
let host: FuzzHost;
beforeAll(async () => {
  const limits = { callbackTimeout: 0.05, notifyTimeout: 0.05 };
  host = await fuzzHost(limits, (standard) => {
    const judging: Partial<CibaAdapter> = {
      getUser: (sub) => ({ sub }),
      validateRequest: () => undefined,
      verifyClientSecret: ({ client_secret }, secret) => client_secret === secret,
    };
    return failing({ ...standard, ...judging });
  });
});
afterAll(() => host.close());

/** The same callbacks, but that one fails where a case wants it. */
function failing(adapter: CibaAdapter): CibaAdapter {
  const calls = Object.entries(adapter).map(([name, call]) => [
    name,
    (...args: unknown[]) => (fault?.of === name ? fault.fail() : call(...args)),
  ]);
  return Object.fromEntries(calls);
}

/** What nobody but the log may read. */
const INSIDE = secretText('inside');

class Hostile extends Error {
  override get message(): string {
    throw new Error(INSIDE);
  }
}

const codes = fc.constantFrom(
  'invalid_grant',
  'unknown_user_id',
  'access_denied',
  'server_error',
  'invalid_token',
  'x',
);
const thrown = fc.oneof(
  fc.anything({ withNullPrototype: true }),
  fc.constantFrom<unknown>(
    new Error(INSIDE),
    new TypeError(INSIDE),
    { message: INSIDE, status: 200 },
    new Hostile(),
  ),
  fc
    .tuple(codes, anyText)
    .map(([code, text]) => new CibaError(code as never, text, { cause: new Error(INSIDE) })),
);
const failure: fc.Arbitrary<() => unknown> = fc.oneof(
  thrown.map((value) => () => {
    throw value;
  }),
  thrown.map((value) => () => Promise.reject(value)),
  fc.anything().map((value) => () => value),
  fc.anything().map((value) => async () => value),
  fc.constant(() => new Promise(() => undefined)),
);

function send(path: string, fields: Parameters<typeof formText>[0]): Promise<FuzzAnswer> {
  const body = formText({ ...secretOf('coder'), ...fields });
  return host.send({ path, headers: { 'Content-Type': FORM_TYPE }, body });
}

const ask = { scope: 'openid', login_hint: 'bob', user_code: '1234' };
const metadata = JSON.stringify({ grant_types: [CIBA_GRANT], backchannel_token_delivery_mode: 'poll' });
const asJson = { Authorization: 'Bearer initial', 'Content-Type': 'application/json' };

describe('whatever a callback of the host throws or answers', () => {
  it(
    'is answered in time and by the table, 500 and 503 included, and with nothing of what was thrown',
    async () => {
      const statuses = new Set<number>();
      const expectAnswered = (path: string, answer: FuzzAnswer): void => {
        // What registerClient answers is the host's to say, and goes to the client.
        if (answer.status !== 201) expectOfTable(path, answer, true);
        statuses.add(answer.status);
        expect(answer.text).not.toContain(INSIDE);
        expectKept(host, answer.text);
      };
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...CALLBACKS), failure, async (of, fail) => {
          host.clock.advance(1000);
          fault = undefined;
          const { auth_req_id } = JSON.parse((await send('/bc-authorize', ask)).text);
          const id = host.notified.at(-1) ?? '';
          fault = { of, fail };
          expectAnswered('/bc-authorize', await send('/bc-authorize', ask));
          expectAnswered(
            '/register',
            await host.send({ path: '/register', headers: asJson, body: metadata }),
          );
          await inTime(host.ciba.approve(id, { sub: 'bob' }).catch(() => undefined));
          await inTime(host.ciba.listRequests({ sub: 'bob' }).catch(() => undefined));
          expectAnswered('/token', await send('/token', { grant_type: CIBA_GRANT, auth_req_id }));
        }),
        runs('faults'),
      );
      expect([...statuses]).toEqual(expect.arrayContaining([200, 500, 503]));
    },
    LONG,
  );
});

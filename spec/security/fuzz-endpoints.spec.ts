import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectKept, expectOfTable, expectTreasures } from '../support/fuzz-answers.ts';
import { anyForm, idText } from '../support/fuzz-arbitraries.ts';
import { type FuzzHost, fuzzHost } from '../support/fuzz-host.ts';
import { LONG, runs, SHARED } from '../support/fuzz-runs.ts';
import { CIBA_GRANT } from '../support/host.js';

let host: FuzzHost;
beforeAll(async () => {
  host = await fuzzHost();
});
afterAll(() => host.close());

const methods = fc.oneof(
  { arbitrary: fc.constant('POST'), weight: 19 },
  fc.constantFrom('GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
);

/** Nobody answers a HEAD with a body. */
const isBodyless = (method: string): boolean => method === 'HEAD';

/** Codes that were heard, so that a property which hears but one code is noticed. */
function heardIn(heard: Set<string>, text: string): void {
  heard.add((text.startsWith('{') && JSON.parse(text).error) || 'success');
}

describe('whatever any client sends, in time, with a code of the table, and no secret to anybody', () => {
  it(
    'is what the backchannel endpoint answers',
    async () => {
      const form = anyForm({ scope: 'openid', login_hint: 'alice' }, idText(host.treasures[0]));
      const paths = fc.constantFrom('/bc-authorize', '/bc-authorize/', '/BC-Authorize?x=%00');
      const heard = new Set<string>();
      await fc.assert(
        fc.asyncProperty(form, methods, paths, async ({ hidden, ...sent }, method, path) => {
          host.clock.advance(1000);
          const answer = await host.send({ path, method, ...sent });
          expect(answer.ofHost).toBe(false);
          if (!isBodyless(method)) {
            expectOfTable('/bc-authorize', answer);
            heardIn(heard, answer.text);
          }
          expectKept(host, answer.text, hidden);
        }),
        runs('backchannel'),
      );
      expect([...heard]).toEqual(expect.arrayContaining(['success', 'invalid_client', 'invalid_request']));
      expect(host.logged).toEqual([]);
      await expectTreasures(host);
    },
    LONG,
  );

  it(
    'is what the token endpoint answers, or leaves to the host',
    async () => {
      const [pending, approved] = host.treasures;
      const ids = fc.oneof(idText(pending), idText(approved));
      const form = anyForm({ grant_type: CIBA_GRANT, auth_req_id: approved.authReqId }, ids);
      const heard = new Set<string>();
      await fc.assert(
        fc.asyncProperty(form, methods, async ({ hidden, ...sent }, method) => {
          const answer = await host.send({ path: '/token', method, ...sent });
          if (answer.ofHost) expect(answer.status).toBeLessThan(500);
          else {
            expectOfTable('/token', answer);
            heardIn(heard, answer.text);
          }
          expectKept(host, answer.text, hidden);
        }),
        runs('token'),
      );
      expect([...heard]).toEqual(
        expect.arrayContaining(['invalid_grant', 'invalid_client', 'invalid_request']),
      );
      expect(host.logged).toEqual([]);
      await expectTreasures(host);
    },
    LONG,
  );
});

describe('the cases', () => {
  it('are shared out among the properties to the last', () => {
    expect(SHARED).toBe(100);
  });
});

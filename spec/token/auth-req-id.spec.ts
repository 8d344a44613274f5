import fc from 'fast-check';
import { testHost } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { poll, start, startApproved } from '../support/http-requests.js';
import { storeWith } from '../support/http-store.js';

const mangled: readonly [string, (id: string) => string][] = [
  ['cut by one character', (id) => id.slice(0, -1)],
  ['cut at the front', (id) => id.slice(1)],
  ['with one character more', (id) => `${id}A`],
  ['with a partition that does not exist', (id) => `7${id}`],
  ['with a space in front', (id) => ` ${id}`],
  ['with a line feed behind', (id) => `${id}\n`],
  ['without its secret', (id) => id.split('.')[0] ?? ''],
  ['without its dot', (id) => id.replace('.', '')],
  ['with a second dot', (id) => id.replace('.', '..')],
  ['with its halves exchanged', (id) => id.split('.').reverse().join('.')],
  ['in other letters', (id) => id.toUpperCase()],
  ['with another secret', (id) => `${id.split('.')[0]}.${'A'.repeat(43)}`],
  ['with another selector', (id) => `${'A'.repeat(22)}.${id.split('.')[1]}`],
  ['of plain Base64', (id) => `${id.slice(0, -1)}/`],
  ['with a NUL', (id) => id.replace('.', '.\u0000')],
  ['that is a wildcard', () => '*'],
  ['that is the name of an inherited member', () => '__proto__'],
];

describe('an auth_req_id', () => {
  it.each(mangled)('%s is invalid_grant, and the real one stays good', async (_name, mangle) => {
    const host = testHost();
    const { authReqId } = await startApproved(host);
    expect(mangle(authReqId)).not.toBe(authReqId);
    expectRefusal(await poll(host, mangle(authReqId)), [400, 'invalid_grant']);
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it('is no approval id', async () => {
    const host = testHost();
    const { authReqId, id } = await start(host);
    expect(await host.ciba.approve(authReqId, { sub: 'alice' })).toEqual({ outcome: 'unknown' });
    expect(await host.ciba.deny(authReqId, { sub: 'alice' })).toEqual({ outcome: 'unknown' });
    expect(await host.ciba.cancel(authReqId)).toEqual({ outcome: 'unknown' });
    expect(await host.ciba.getRequest(authReqId, { sub: 'alice' })).toBeUndefined();
    expect(await host.ciba.getRequest(id, { sub: 'alice' })).toMatchObject({ state: 'pending' });
  });

  it('is not what an approval id is', async () => {
    const host = testHost();
    const { id } = await startApproved(host);
    expectRefusal(await poll(host, id), [400, 'invalid_grant']);
  });

  it('of another form is unknown without asking the store', async () => {
    const asked: string[] = [];
    const store = storeWith((behind) => ({
      poll: (question) => {
        asked.push(question.selector);
        return behind.poll(question);
      },
    }));
    const host = testHost({ store });
    for (const text of ['x', 'a.b', '../../etc/passwd', 'A'.repeat(5000)]) {
      expectRefusal(await poll(host, text), [400, 'invalid_grant']);
    }
    expect(asked).toEqual([]);
  });

  it('reaches the store without its secret', async () => {
    const seen: unknown[] = [];
    const store = storeWith((behind) => ({
      create: (request, caps) => {
        seen.push(request);
        return behind.create(request, caps);
      },
      poll: (question) => {
        seen.push(question);
        return behind.poll(question);
      },
    }));
    const host = testHost({ store });
    const { authReqId } = await start(host);
    await poll(host, authReqId);
    expect(seen).toHaveLength(2);
    expect(JSON.stringify(seen)).not.toContain(authReqId.split('.')[1]);
  });

  it('that is forged is never anything but invalid_grant', async () => {
    const host = testHost();
    await startApproved(host);
    const base64url = (length: number) =>
      fc.string({ unit: fc.constantFrom(...'AZaz09-_'), minLength: length, maxLength: length });
    const forged = fc.oneof(
      fc.tuple(base64url(22), base64url(43)).map((halves) => halves.join('.')),
      fc.string({ minLength: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(forged, async (text) => {
        const { status, body } = await poll(host, text);
        expect([status, body.error]).toEqual([400, 'invalid_grant']);
      }),
      { numRuns: 50 },
    );
  });
});

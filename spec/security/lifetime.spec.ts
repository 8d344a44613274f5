import { once } from 'node:events';
import { connect } from 'node:net';
import { testHost, till } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { expressVersions } from '../support/http-hosts.js';
import { listening } from '../support/http-raw.js';
import { ask, credentials, FORM_TYPE, formText, standardFields } from '../support/http-requests.js';

let passed = 0;

/** Lets the process's monotonic clock run ahead, without waiting. */
function pass(milliseconds: number): void {
  passed += milliseconds;
}

beforeEach(() => {
  passed = 0;
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + passed);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const overBeforeStored = {
  description: 'The request expired before the user could be asked.',
  retryAfter: 5,
};

describe.each(expressVersions)('the lifetime of a request, on $version', ({ express }) => {
  it.each(['resolveUser', 'validateRequest'] as const)(
    'that is over before it is stored, by a slow %s, prompts nobody: 503',
    async (slow) => {
      const callbacks = {
        resolveUser: () => {
          pass(1000);
          return { sub: 'alice' };
        },
        validateRequest: () => pass(1000),
      };
      const create = jest.fn();
      const host = testHost({ express, adapter: { [slow]: callbacks[slow] } });
      host.ciba.on('requested', create);
      const res = await ask(host, { requested_expiry: '1' });
      expectRefusal(res, [503, 'temporarily_unavailable'], overBeforeStored);
      expect(create).not.toHaveBeenCalled();
      await expectNothingAsked(host);
    },
  );

  it('that is over before it is stored cannot be used to prompt past the caps', async () => {
    const resolveUser = () => {
      pass(1001);
      return { sub: 'alice' };
    };
    const host = testHost({ express, adapter: { resolveUser }, caps: { pendingPerClientAndUser: 1 } });
    for (let i = 0; i < 5; i++) {
      const res = await ask(host, { requested_expiry: '1' });
      expectRefusal(res, [503, 'temporarily_unavailable'], overBeforeStored);
    }
    await expectNothingAsked(host);
  });

  it('that is nearly over is stored, pending, and asked', async () => {
    const resolveUser = () => {
      pass(600);
      return { sub: 'alice' };
    };
    const host = testHost({ express, adapter: { resolveUser } });
    const { status, body } = await ask(host, { requested_expiry: '1' });
    expect([status, body.expires_in, host.notified.length]).toEqual([200, 1, 1]);
    expect(await host.ciba.listRequests({ sub: 'alice' })).toHaveLength(1);
  });

  it('does not run while the client is still sending the body', async () => {
    const host = testHost({ express });
    const form = formText({ ...credentials(till), ...standardFields, requested_expiry: '1' });
    const answer = await listening(host.app, async (port) => {
      const socket = connect(port, '127.0.0.1').setEncoding('utf8');
      const length = `Content-Length: ${form.length}`;
      socket.write(
        `POST /bc-authorize HTTP/1.1\r\nHost: a\r\nContent-Type: ${FORM_TYPE}\r\n${length}\r\n\r\n`,
      );
      socket.write(form.slice(0, 10));
      await new Promise((resolve) => setTimeout(resolve, 30));
      pass(5000);
      socket.write(form.slice(10));
      const [text] = (await once(socket, 'data')) as [string];
      socket.destroy();
      return text;
    });
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    const [shown] = await host.ciba.listRequests({ sub: 'alice' });
    expect(Number(shown?.expiresAt) - Number(shown?.createdAt)).toBe(1000);
    expect(host.clock.now() - Number(shown?.createdAt)).toBeLessThan(1000);
  });
});

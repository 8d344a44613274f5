import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenResponse } from '../../lib/adapter.js';
import { CIBA_GRANT, testHost, till } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { credentials, FORM_TYPE, formText, poll, startApproved } from '../support/http-requests.js';

const tokensOf = (access_token: string): TokenResponse => ({ access_token, token_type: 'Bearer' });

describe('callbacks that are each in time and together too late', () => {
  it('lose no approval: 503, what comes late is revoked, and a faster poll has its tokens', async () => {
    const revoked: string[] = [];
    const redeemed: unknown[] = [];
    let [pause, minted] = [300, 0];
    const host = testHost({
      callbackTimeout: 0.4,
      claimLease: 0.6,
      adapter: {
        getUser: (sub) => sleep(pause, { sub }),
        issueTokens: () => sleep(pause, tokensOf(`access-${++minted}`)),
        revokeTokens: ({ access_token }) => revoked.push(access_token),
      },
    });
    host.ciba.on('redeemed', (event) => redeemed.push(event));
    const { authReqId } = await startApproved(host);
    expectRefusal(await poll(host, authReqId), [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expect(redeemed).toEqual([]);
    pause = 0;
    expect((await poll(host, authReqId)).body.access_token).toBe('access-2');
    await sleep(200);
    expect(revoked).toEqual(['access-1']);
    expect(redeemed).toHaveLength(1);
    expect((await poll(host, authReqId)).body.error).toBe('invalid_grant');
  });
});

describe('a thenable that does its work each time it is asked, as query builders do', () => {
  const lazy = (work: () => Promise<TokenResponse>) => {
    const thenable = { asked: 0 };
    return Object.assign(thenable, {
      // biome-ignore lint/suspicious/noThenProperty: such thenables are what this is about
      then: (resolve: (tokens: TokenResponse) => void, reject: (error: unknown) => void) => {
        thenable.asked += 1;
        work().then(resolve, reject);
      },
    });
  };

  it.each([
    ['in time', 0, 200],
    ['late', 60, 503],
  ])('mints once: %s', async (_when, pause, status) => {
    const revoked: string[] = [];
    const thenable = lazy(() => sleep(pause, tokensOf('lazy')));
    const host = testHost({
      callbackTimeout: 0.03,
      claimLease: 0.06,
      adapter: {
        issueTokens: () => thenable as never,
        revokeTokens: ({ access_token }) => revoked.push(access_token),
      },
    });
    const { authReqId } = await startApproved(host);
    expect((await poll(host, authReqId)).status).toBe(status);
    await sleep(100);
    expect([thenable.asked, revoked]).toEqual([1, status === 200 ? [] : ['lazy']]);
  });
});

describe('a client that hangs up while its tokens are minted', () => {
  it('spends nothing: nothing is committed, the tokens are revoked, and the next poll has its own', async () => {
    const revoked: string[] = [];
    const redeemed: unknown[] = [];
    const sockets: { client?: Socket; server?: Socket } = {};
    let minted = 0;
    const host = testHost({
      adapter: {
        issueTokens: async () => {
          const tokens = tokensOf(`access-${++minted}`);
          if (minted > 1) return tokens;
          const closed = once(sockets.server as Socket, 'close');
          sockets.client?.destroy();
          await closed;
          return tokens;
        },
        revokeTokens: ({ access_token }) => revoked.push(access_token),
      },
    });
    host.ciba.on('redeemed', (event) => redeemed.push(event));
    const { authReqId } = await startApproved(host);
    const server = createServer(host.app).listen(0, '127.0.0.1');
    server.once('connection', (socket) => {
      sockets.server = socket;
    });
    await once(server, 'listening');
    sockets.client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const form = formText({ ...credentials(till), grant_type: CIBA_GRANT, auth_req_id: authReqId });
    sockets.client.write(
      `POST /token HTTP/1.1\r\nHost: a\r\nContent-Type: ${FORM_TYPE}\r\nContent-Length: ${form.length}\r\n\r\n${form}`,
    );
    await once(sockets.client, 'close');
    while (revoked.length === 0) await sleep(5);
    server.close();
    expect([revoked, redeemed]).toEqual([['access-1'], []]);
    expect((await poll(host, authReqId)).body.access_token).toBe('access-2');
    expect([revoked, redeemed.length]).toEqual([['access-1'], 1]);
  });
});

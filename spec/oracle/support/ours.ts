import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { memoryStore } from '../../../lib/store/memory/memory-store.js';
import { testClock } from '../../support/clock.js';
import { testHost } from '../../support/host.js';
import { registrations } from './parties.js';
import { CERTIFICATE_HEADER, type Server, USER_CODE, users } from './server.js';

/** Our host in this process, set up like spec/oracle/support/provider-configuration.ts. */
export async function ourServer(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = testClock(Date.now());
  const host = testHost({
    issuer,
    clients: await registrations(),
    store: memoryStore({ now: clock.now }),
    // They have none, and the cases ask more often than a till would.
    caps: false,
    adapter: {
      verifyUserCode: (_user, userCode) => userCode === USER_CODE,
      getCertificate,
    },
  });
  server.on('request', host.app);
  return {
    issuer,
    async decide(authReqId, decision) {
      const [selector] = authReqId.split('.');
      const id = host.notified.find((known) => known.startsWith(`${selector}.`)) ?? '';
      const { outcome } = await host.ciba[decision](id, { sub: users[0] as string });
      if (outcome !== 'accepted') throw new Error(`the decision was answered ${outcome}`);
    },
    async shift(seconds) {
      clock.advance(seconds * 1000);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Self-signed certificates have no chain. */
function getCertificate({ headers }: IncomingMessage) {
  const certificate = headers[CERTIFICATE_HEADER];
  if (certificate === undefined) return undefined;
  return { certificate: decodeURIComponent(String(certificate)), chainVerified: false };
}

import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Decision = 'approve' | 'deny';

/** An example that listens. */
export interface ExampleHost {
  readonly url: string;
  /** Decides the latest request as the user who was asked; answers the outcome. */
  decide(decision: Decision): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts an example in this process: it may be loaded only when the port, and so its issuer, is known. */
export async function startExample(load: (url: string) => Promise<RequestListener>): Promise<ExampleHost> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.ISSUER = url;
  server.unref(); // an example that cannot be loaded must not keep the suite from ending
  server.on('request', await load(url));
  const { phone, signIn } = await import('../../../../examples/express-oauth2-server/your-server.js');
  return {
    url,
    async decide(decision) {
      const approval = `${url}/approvals/${phone.inbox('u-1').at(-1)?.id}/${decision}`;
      const headers = { Cookie: signIn('u-1'), Origin: url };
      return (await fetch(approval, { method: 'POST', headers })).json();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

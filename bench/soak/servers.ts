import { randomBytes } from 'node:crypto';
import { bundleServers } from '../bundle.js';
import { secretCredentials } from '../credentials.js';
import { type HttpClient, httpClient } from '../http-client.js';
import { type ServerProcess, startServer } from '../server-process.js';
import { INTERVAL } from './flows.js';
import type { SoakServer } from './server-options.js';

/** Seconds; what the checker is told too. */
export const SETTINGS = { interval: INTERVAL, lease: 10, retention: 120 };

const SECRET = randomBytes(32).toString('base64url');
const CONNECTIONS = 128;

/** The servers of a run. */
export interface Servers {
  readonly processes: readonly ServerProcess[];
  /** A client by this name, of each server. */
  clients(id: string, connections?: number): readonly HttpClient[];
}

/** Runs `use` on so many servers, and ends them, whatever happens. */
export async function withServers<T>(
  options: readonly Partial<SoakServer>[],
  use: (servers: Servers) => Promise<T>,
): Promise<T> {
  const takeDown: (() => unknown)[] = [];
  try {
    const bundles = await bundleServers(['soak.ts']);
    takeDown.push(() => bundles.remove());
    const processes: ServerProcess[] = [];
    for (const option of options) {
      const soak: SoakServer = { ...SETTINGS, secret: SECRET, expiresIn: 60, mintMs: 5, ...option };
      const env = { SOAK: JSON.stringify(soak) };
      const server = await startServer(bundles.pathOf('soak.ts'), { redisUrl: option.redis ?? '', env });
      takeDown.push(() => server.stop());
      processes.push(server);
    }
    const clients = (id: string, connections = CONNECTIONS): readonly HttpClient[] =>
      processes.map(({ port }) => {
        const basic = `Basic ${Buffer.from(`${id}:${SECRET}`).toString('base64')}`;
        const http = httpClient(port, connections, secretCredentials(basic));
        takeDown.push(() => http.close());
        return http;
      });
    return await use({ processes, clients });
  } finally {
    for (const undo of takeDown.reverse()) await undo();
  }
}

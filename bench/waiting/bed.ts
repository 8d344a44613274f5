import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleServers } from '../bundle.js';
import { secretCredentials } from '../credentials.js';
import { type HttpClient, httpClient } from '../http-client.js';
import { type BenchRedis, startRedis } from '../redis.js';
import { type ServerProcess, startServer } from '../server-process.js';
import { type Receiver, type ReceiverTls, receiverTls, startReceiver } from './receiver.js';

/** Everything that the measurements of waiting stand on. */
export interface WaitingBed {
  readonly redis: BenchRedis;
  readonly receiver: Receiver;
  /** Starts a server, or a receiver in a process of its own; ends it with the bed. */
  start(file: WaitingServer, env?: Readonly<Record<string, string>>): Promise<ServerProcess>;
  /** A client of a server, over so many connections. */
  client(server: ServerProcess, id: string, connections: number): HttpClient;
}

const FILES = ['waiting.ts', 'oidc-provider.ts', 'receiver.ts'] as const;

export type WaitingServer = (typeof FILES)[number];

const SECRET = randomBytes(32).toString('base64url');

/** Runs `use` on a fresh bed and takes it down again, whatever happens. */
export async function withWaitingBed<T>(use: (bed: WaitingBed) => Promise<T>): Promise<T> {
  const takeDown: (() => unknown)[] = [];
  try {
    const bundles = await bundleServers(FILES);
    takeDown.push(() => bundles.remove());
    const folder = await mkdtemp(join(tmpdir(), 'bench-'));
    takeDown.push(() => rm(folder, { recursive: true }));
    const tls = await receiverTls();
    await writeFile(join(folder, 'ca.crt'), tls.ca);
    const redis = await startRedis();
    takeDown.push(() => redis.stop());
    const receiver = await startReceiver(tls);
    takeDown.push(() => receiver.close());
    return await use({
      redis,
      receiver,
      async start(file, env) {
        const ownEnv = { ...environment(receiver, tls), NODE_EXTRA_CA_CERTS: join(folder, 'ca.crt'), ...env };
        const server = await startServer(bundles.pathOf(file), { redisUrl: redis.url, env: ownEnv });
        takeDown.push(() => server.stop());
        return server;
      },
      client(server, id, connections) {
        const http = httpClient(server.port, connections, secretCredentials(authorization(id)));
        takeDown.push(() => http.close());
        return http;
      },
    });
  } finally {
    for (const undo of takeDown.reverse()) await undo();
  }
}

function environment({ url }: Receiver, { ca, cert, key }: ReceiverTls): Record<string, string> {
  return {
    RECEIVER_URL: url,
    RECEIVER_CA: ca,
    RECEIVER_CERT: cert,
    RECEIVER_KEY: key,
    CLIENT_SECRET: SECRET,
  };
}

function authorization(id: string): string {
  return `Basic ${Buffer.from(`${id}:${SECRET}`).toString('base64')}`;
}

import { type Bundles, bundleServers } from './bundle.js';
import { assertionCredentials, type Credentials, secretCredentials } from './credentials.js';
import { type HttpClient, httpClient } from './http-client.js';
import type { BenchOptions } from './options.js';
import { type BenchRedis, startRedis } from './redis.js';
import { type ServerProcess, startServer } from './server-process.js';
import type { Server } from './servers/index.js';

/** A running server under test and the client that loads it. */
export interface Subject {
  readonly server: Server;
  readonly process: ServerProcess;
  readonly http: HttpClient;
}

/** Everything that runs during a benchmark. */
export interface Testbed {
  readonly redis: BenchRedis;
  readonly subjects: readonly Subject[];
}

/** Runs `use` on a fresh testbed and takes it down again, whatever happens. */
export async function withTestbed<T>(
  servers: readonly Server[],
  options: BenchOptions,
  use: (bed: Testbed) => Promise<T>,
): Promise<T> {
  const takeDown: (() => unknown)[] = [];
  try {
    const bundles = await bundleServers([...new Set(servers.map(({ file }) => file))]);
    takeDown.push(() => bundles.remove());
    const redis = await startRedis();
    takeDown.push(() => redis.stop());
    const subjects: Subject[] = [];
    for (const server of servers) {
      const subject = await startSubject(server, bundles, redis, options);
      takeDown.push(
        () => subject.process.stop(),
        () => subject.http.close(),
      );
      subjects.push(subject);
    }
    return await use({ redis, subjects });
  } finally {
    for (const undo of takeDown.reverse()) await undo();
  }
}

async function startSubject(
  server: Server,
  bundles: Bundles,
  redis: BenchRedis,
  { connections, cpuProf }: BenchOptions,
): Promise<Subject> {
  const process = await startServer(bundles.pathOf(server.file), { redisUrl: redis.url, cpuProf });
  return { server, process, http: httpClient(process.port, connections, credentialsOf(server)) };
}

function credentialsOf({ mechanism }: Server): Credentials {
  return mechanism === 'assertion' ? assertionCredentials() : secretCredentials();
}

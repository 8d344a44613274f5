import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The Redis server that the benchmark started. */
export const redisUrl: string = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';

/** Listens on a free port, tells the benchmark, and answers its messages: with the memory in use, or the CPU time used so far. */
export function serve(app: RequestListener): void {
  const server = createServer(app).listen(0, '127.0.0.1', () => {
    process.send?.({ port: (server.address() as AddressInfo).port });
  });
  // Connections idle while the other servers have their rounds.
  server.keepAliveTimeout = 0;
  process.on('message', (asked) =>
    process.send?.(asked === 'memory' ? process.memoryUsage() : process.cpuUsage()),
  );
  process.on('disconnect', () => process.exit());
}

import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';

let server: Promise<RedisServer> | undefined;

/** The address of a real Redis for all hosts of the matrix: REDIS_URL, else a server that is started now. */
export async function consumersRedis(): Promise<string> {
  if (process.env.REDIS_URL) return process.env.REDIS_URL;
  server ??= startRedisServer();
  return (await server).url;
}

/** Ends the server where one was started. */
export async function stopConsumersRedis(): Promise<void> {
  await (await server)?.kill();
}

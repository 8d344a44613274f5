import type { Script } from './scripts/script.js';

/**
 * What `redisStore()` needs of a Redis client; a `Redis` or `Cluster` of ioredis 5 or 6 fits as it is.
 */
export interface RedisLike {
  evalsha(sha1: string, numberOfKeys: number, ...args: (string | number)[]): Promise<unknown>;
  eval(script: string, numberOfKeys: number, ...args: (string | number)[]): Promise<unknown>;
  hget(key: string, field: string): Promise<string | null>;
  info(): Promise<string>;
}

/** Runs a script by its SHA-1, and once by its source where the server does not know it. */
export async function run(
  redis: RedisLike,
  { sha, source }: Script,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  try {
    return await redis.evalsha(sha, keys.length, ...keys, ...args);
  } catch (error) {
    if (!isNoScript(error)) throw withoutCommand(error);
  }
  try {
    return await redis.eval(source, keys.length, ...keys, ...args);
  } catch (error) {
    throw withoutCommand(error);
  }
}

function isNoScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}

/** ioredis hangs the whole command with its arguments on the error, where a logger would print the approval secret. */
export function withoutCommand(error: unknown): Error {
  return new Error(`Redis: ${error instanceof Error ? error.message : String(error)}`);
}

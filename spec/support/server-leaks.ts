import type { Redis } from 'ioredis';

const PREFIX = 12;
const SHOWN = 60;

/** Texts that must turn up nowhere, each under a name for the report. */
export class Secrets {
  readonly #byPrefix = new Map<string, { name: string; text: string }[]>();
  size = 0;

  /** Adds a secret; it must be long enough to be found by chance nowhere. */
  add(name: string, text: string): string {
    if (text.length < PREFIX) throw new Error(`${name} is too short to be searched for`);
    const prefix = text.slice(0, PREFIX);
    const alike = this.#byPrefix.get(prefix) ?? [];
    this.#byPrefix.set(prefix, [...alike, { name, text }]);
    this.size += 1;
    return text;
  }

  /** Every secret that `haystack` holds, as `name: the text around it`. */
  foundIn(haystack: string): string[] {
    const found: string[] = [];
    for (let at = 0; at + PREFIX <= haystack.length; at++) {
      for (const { name, text } of this.#byPrefix.get(haystack.slice(at, at + PREFIX)) ?? []) {
        if (!haystack.startsWith(text, at)) continue;
        found.push(`${name}: ${haystack.slice(Math.max(0, at - SHOWN), at + text.length)}`);
      }
    }
    return found;
  }
}

/** Every key of the server with all that it holds, a line for each. */
export async function dumpOf(redis: Redis): Promise<string[]> {
  const lines: string[] = [];
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'COUNT', 500);
    lines.push(...(await Promise.all(keys.map(async (key) => `${key} ${await contentOf(redis, key)}`))));
    cursor = next;
  } while (cursor !== '0');
  return lines;
}

async function contentOf(redis: Redis, key: string): Promise<string> {
  const type = await redis.type(key);
  if (type === 'hash') return JSON.stringify(await redis.hgetall(key));
  if (type === 'zset') return JSON.stringify(await redis.zrange(key, 0, '-1', 'WITHSCORES'));
  if (type === 'none') return '';
  throw new Error(`${key} is a ${type}: this dump does not know what it holds`);
}

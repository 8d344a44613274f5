import { createReadStream, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Entry } from './checker/entries.js';
import { LogReader } from './checker/history.js';

/** An append-only log: JSON, a line for each entry. */
export interface Log {
  readonly path: string;
  /** Appends, and answers the moment that it says. */
  add(entry: Unstamped): number;
}

/** An entry without its moment. */
export type Unstamped = Entry extends infer One ? (One extends Entry ? Omit<One, 'at'> : never) : never;

let latest = 0;

/** Milliseconds since the epoch, by the clock that the store reads too; later at each call, so that no two entries are at the same moment. */
export function moment(): number {
  latest = Math.max(Date.now(), latest + 0.001);
  return latest;
}

/** Opens a log; what is there already stays. */
export function openLog(path: string): Log {
  const file = openSync(path, 'a');
  return {
    path,
    add(entry) {
      const at = moment();
      writeSync(file, `${JSON.stringify({ ...entry, at })}\n`);
      return at;
    },
  };
}

/** Reads whole logs: that of the callers, those of the hosts. */
export async function readLogs(paths: readonly string[]): Promise<LogReader> {
  const reader = new LogReader();
  for (const path of paths) {
    for await (const line of createInterface({ input: createReadStream(path) })) reader.add(JSON.parse(line));
  }
  return reader;
}

import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed, Fault } from './beds/bed.js';
import { clusterBed } from './beds/cluster.js';
import { sentinelBed } from './beds/sentinel.js';
import { singleBed } from './beds/single.js';
import { check, type Findings } from './checker/check.js';
import { closedLoop, openLoop, type Paced } from './load.js';
import { type Log, openLog, readLogs } from './log.js';
import type { SoakOptions } from './options.js';
import { SETTINGS, withServers } from './servers.js';

/** What a run came to. */
export interface Soaked {
  readonly bed: string;
  readonly servers: number;
  /** Flows a second: the closed-loop maximum, and what was asked for then. */
  readonly maximum: number | undefined;
  readonly perSecond: number;
  readonly paced: Paced;
  /** What was done to Redis, with how many seconds it took. */
  readonly faults: readonly string[];
  readonly findings: Findings;
  /** Where the logs are, if they were kept. */
  readonly log: string | undefined;
}

const LEAST_FLOWS = 60;
/** The closed loop lasts a tenth of the run, within these bounds. */
const [SHORTEST_MEASURE, LONGEST_MEASURE] = [9, 30];

/** Loads servers while their Redis is done things to, and checks each request's history. */
export async function soak(options: SoakOptions): Promise<Soaked> {
  const folder = options.log ?? (await mkdtemp(join(tmpdir(), 'soak-log-')));
  await mkdir(folder, { recursive: true });
  const bed = await bedOf(options);
  const run = await loaded(bed, folder, options).finally(() => bed.stop());
  const findings = await checkFolder(folder);
  const isWell = findings.violations.length === 0;
  if (isWell && options.log === undefined) await rm(folder, { recursive: true });
  return {
    ...run,
    bed: bed.name,
    servers: options.servers,
    findings,
    log: isWell ? options.log : folder,
  };
}

/** Checks the logs of a run. */
export async function checkFolder(folder: string): Promise<Findings> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
  return check(await readLogs(files.map((name) => join(folder, name))));
}

function bedOf({ cluster, sentinel, waitReplicas }: SoakOptions): Promise<Bed> {
  if (cluster) return clusterBed();
  return sentinel ? sentinelBed(waitReplicas) : singleBed();
}

function loaded(
  bed: Bed,
  folder: string,
  { servers, minutes, flows }: SoakOptions,
): Promise<Pick<Soaked, 'maximum' | 'perSecond' | 'paced' | 'faults'>> {
  const log = openLog(join(folder, 'calls.jsonl'));
  log.add({ kind: 'settings', ...SETTINGS });
  const each = Array.from({ length: servers }, (_, n) => ({
    ...bed.server,
    log: join(folder, `host-${n}.jsonl`),
  }));
  return withServers(each, async ({ clients }) => {
    const scene = { log, servers: clients('till'), longestPause: Number.POSITIVE_INFINITY };
    const seconds = minutes * 60;
    const measure = Math.min(LONGEST_MEASURE, Math.max(SHORTEST_MEASURE, seconds / 10));
    const maximum = flows === undefined ? await closedLoop(scene, measure) : undefined;
    const perSecond = flows ?? Math.max(LEAST_FLOWS, (maximum ?? 0) / 2);
    const [paced, faults] = await Promise.all([
      openLoop(scene, perSecond, seconds),
      befall(bed.faults, seconds, log),
    ]);
    return { maximum, perSecond, paced, faults };
  });
}

async function befall(faults: readonly Fault[], seconds: number, log: Log): Promise<readonly string[]> {
  const started = performance.now();
  const done: string[] = [];
  for (const { what, at, run } of faults) {
    await sleep(started + at * seconds * 1000 - performance.now());
    const from = performance.now();
    const lossFrom = await run();
    log.add({ kind: 'fault', what, ...(lossFrom !== undefined && { lossFrom }) });
    done.push(`${what}, ${((performance.now() - from) / 1000).toFixed(1)} s`);
  }
  return done;
}

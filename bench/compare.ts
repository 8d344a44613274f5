import type { Operation } from './operations/operation.js';
import type { BenchOptions } from './options.js';
import type { Traffic } from './redis.js';
import { measureRound, type Round } from './round.js';
import { F1, F1_AGAIN } from './servers/index.js';
import { median, pairedRatio } from './statistics.js';
import type { Subject, Testbed } from './testbed.js';

/** One server's medians for one operation. */
export interface Figures extends Pick<Round, 'cpu' | 'p50' | 'p99'> {
  readonly server: string;
  /** Median CPU against F1's. */
  readonly ratio: number;
  /** The median of the CPU ratios within each round: stands still when the machine as a whole changes its pace. */
  readonly pairedRatio: number;
  /** Redis round trips of one operation alone. */
  readonly roundTrips: number;
  /** What one operation alone sends to Redis and gets back; the CPU is the median of the rounds. */
  readonly redis: Traffic;
  /** CPU of each measured round, in their order: tells warm-up from noise. */
  readonly cpuRounds: readonly number[];
}

/** F1 against itself. */
export type Noise = Pick<Figures, 'ratio' | 'pairedRatio'>;

/** How all servers did one operation. */
export interface Comparison {
  readonly operation: string;
  readonly figures: readonly Figures[];
  /** How far the two groups of F1 lie apart: what the ratio of two equal servers may differ from 1. */
  readonly noise: Noise;
}

/** Operations in a row that round trips are counted over. */
const COUNTED = 50;

/** Compares the servers in interleaved rounds; the first round of each only warms up. */
export async function compare(
  operation: Operation,
  bed: Testbed,
  options: BenchOptions,
): Promise<Comparison> {
  const rounds = new Map<Subject, Round[]>(bed.subjects.map((subject) => [subject, []]));
  for (const subject of bed.subjects) {
    await measureRound(operation, subject, bed, { ...options, ops: options.warmUp });
  }
  for (let n = 1; n < options.rounds; n++) {
    for (const subject of rotated(bed.subjects, n)) {
      rounds.get(subject)?.push(await measureRound(operation, subject, bed, options));
    }
  }
  const base = baseline(rounds);
  const figures: Figures[] = [];
  for (const [subject, done] of rounds) {
    const alone = (await measureRound(operation, subject, bed, { ops: COUNTED, connections: 1 })).redis;
    const redis = { ...alone, cpu: median(done.map((round) => round.redis.cpu)) };
    figures.push({ server: subject.server.name, ...figuresOf(done, base), roundTrips: alone.reads, redis });
  }
  return { operation: operation.name, figures, noise: noiseOf(figures) };
}

/** F1's CPU in each round: the mean of its groups. */
function baseline(rounds: ReadonlyMap<Subject, readonly Round[]>): readonly number[] {
  const groups = [...rounds]
    .filter(([{ server }]) => [F1.name, F1_AGAIN.name].includes(server.name))
    .map(([, done]) => cpuOf(done));
  const [first = [], ...others] = groups;
  return first.map((cpu, n) => others.reduce((sum, other) => sum + (other[n] ?? 0), cpu) / groups.length);
}

function figuresOf(
  done: readonly Round[],
  base: readonly number[],
): Omit<Figures, 'server' | 'roundTrips' | 'redis'> {
  const medians = mediansOf(done);
  const cpuRounds = cpuOf(done);
  return {
    ...medians,
    ratio: medians.cpu / median(base),
    pairedRatio: pairedRatio(cpuRounds, base),
    cpuRounds,
  };
}

/** Each round begins with another server, so that none always follows the same one. */
function rotated<T>(items: readonly T[], by: number): readonly T[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

function mediansOf(rounds: readonly Round[]): Pick<Round, 'cpu' | 'p50' | 'p99'> {
  const of = (member: 'cpu' | 'p50' | 'p99'): number => median(rounds.map((round) => round[member]));
  return { cpu: of('cpu'), p50: of('p50'), p99: of('p99') };
}

function cpuOf(rounds: readonly Round[]): number[] {
  return rounds.map(({ cpu }) => cpu);
}

function noiseOf(figures: readonly Figures[]): Noise {
  const [one, other] = [F1, F1_AGAIN].map(({ name }) => figures.find(({ server }) => server === name));
  const between = (member: keyof Noise): number => Math.abs((one?.[member] ?? 0) - (other?.[member] ?? 0));
  return { ratio: between('ratio'), pairedRatio: between('pairedRatio') };
}

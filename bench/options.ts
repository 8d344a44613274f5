import { parseArgs } from 'node:util';

/** What one run of the benchmark does. */
export interface BenchOptions {
  readonly rounds: number;
  /** Operations per round. */
  readonly ops: number;
  /** Operations of each server's first round, which is dropped: enough for the compiler to have seen everything. */
  readonly warmUp: number;
  /** Connections, each with one operation under way at a time. */
  readonly connections: number;
  /** Names of the operations to compare. */
  readonly operations: readonly string[];
  /** Compares clients that sign assertions with those that show a secret. */
  readonly assertions: boolean;
  /** Measures how long clients wait for their tokens, and what waiting costs, in place of the operations. */
  readonly waiting: boolean;
  /** Flows that waiting is measured over, of each way to wait. */
  readonly flows: number;
  /** Requests that the memory measurement leaves pending; 0 leaves it out. */
  readonly pending: number;
  /** Where to write the figures as JSON. */
  readonly json: string | undefined;
  /** Folder for a CPU profile of each server. */
  readonly cpuProf: string | undefined;
}

const DEFAULTS = {
  rounds: { type: 'string', default: '20' },
  ops: { type: 'string', default: '1000' },
  'warm-up': { type: 'string', default: '10000' },
  connections: { type: 'string', default: '16' },
  operations: { type: 'string', default: 'request,poll,flow' },
  pending: { type: 'string', default: '20000' },
  assertions: { type: 'boolean', default: false },
  waiting: { type: 'boolean', default: false },
  flows: { type: 'string', default: '200' },
  json: { type: 'string' },
  'cpu-prof': { type: 'string' },
} as const;

/** Reads the command line. */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({ args: [...args], options: DEFAULTS });
  return {
    rounds: whole('rounds', values.rounds, 2),
    ops: whole('ops', values.ops, 1),
    warmUp: whole('warm-up', values['warm-up'], 1),
    connections: whole('connections', values.connections, 1),
    operations: values.operations.split(',').filter(Boolean),
    assertions: values.assertions,
    waiting: values.waiting,
    flows: whole('flows', values.flows, 4),
    pending: values.assertions ? 0 : whole('pending', values.pending, 0),
    json: values.json,
    cpuProf: values['cpu-prof'],
  };
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${name} is a whole number, at least ${least}`);
}

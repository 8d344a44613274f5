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
  /** Judges the budgets; the process ends with 1 where one does not hold. */
  readonly check: boolean;
  /** Compares clients that sign assertions with those that show a secret. */
  readonly assertions: boolean;
  /** Measures how long clients wait for their tokens, and what waiting costs, in place of the operations. */
  readonly waiting: boolean;
  /** Flows that waiting is measured over, of each way to wait. */
  readonly flows: number;
  /** Requests that the memory measurement leaves pending; 0 leaves it out. */
  readonly pending: number;
  /** How many requests are pending while growth is looked at; empty leaves it out. */
  readonly growth: readonly number[];
  /** Where to write the figures as JSON. */
  readonly json: string | undefined;
  /** A document whose table is replaced. */
  readonly markdown: string | undefined;
  /** Folder for a CPU profile of each server. */
  readonly cpuProf: string | undefined;
}

const STRINGS = [
  ...(['rounds', 'ops', 'warm-up', 'connections', 'operations', 'flows', 'pending', 'growth'] as const),
  ...(['json', 'markdown', 'cpu-prof'] as const),
];

const FLAGS = ['check', 'quick', 'assertions', 'waiting'] as const;

const DEFAULTS = {
  ...{ rounds: '17', ops: '1000', 'warm-up': '8000', connections: '16', flows: '200' },
  ...{ operations: 'request,poll,flow', pending: '20000', growth: '1000,20000,100000' },
};

/** To see that everything works: too few rounds to trust a figure. */
const QUICK = { rounds: '5', ops: '400', 'warm-up': '1500', pending: '5000', growth: '1000,5000' };

/** Reads the command line. */
export function benchOptions(args: readonly string[]): BenchOptions {
  const given = parsed(args);
  const values = { ...DEFAULTS, ...(given.quick && QUICK), ...given };
  return {
    rounds: whole('rounds', values.rounds, 2),
    ops: whole('ops', values.ops, 1),
    warmUp: whole('warm-up', values['warm-up'], 1),
    connections: whole('connections', values.connections, 1),
    operations: values.operations.split(',').filter(Boolean),
    check: values.check === true,
    assertions: values.assertions === true,
    waiting: values.waiting === true,
    flows: whole('flows', values.flows, 4),
    pending: whole('pending', values.pending, 0),
    growth: values.growth
      .split(',')
      .filter(Boolean)
      .map((text) => whole('growth', text, 1)),
    json: values.json,
    markdown: values.markdown,
    cpuProf: values['cpu-prof'],
  };
}

type Given = { readonly [Name in (typeof STRINGS)[number]]?: string } & {
  readonly [Name in (typeof FLAGS)[number]]?: boolean;
};

function parsed(args: readonly string[]): Given {
  const options = Object.fromEntries([
    ...STRINGS.map((name) => [name, { type: 'string' as const }]),
    ...FLAGS.map((name) => [name, { type: 'boolean' as const }]),
  ]);
  return parseArgs({ args: [...args], options }).values as Given;
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${name} is a whole number, at least ${least}`);
}

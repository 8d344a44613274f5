import { parseArgs } from 'node:util';

/** What one run of the soak does. */
export interface SoakOptions {
  readonly minutes: number;
  /** Flows a second; undefined: half of what the servers take, measured at the beginning, and 60 at least. */
  readonly flows: number | undefined;
  /** Server processes. */
  readonly servers: number;
  readonly cluster: boolean;
  readonly sentinel: boolean;
  readonly waitReplicas: boolean;
  /** Polls over which the heap is watched. */
  readonly polls: number;
  readonly heap: boolean;
  /** Requests against one user, of one client, and of 1,000. */
  readonly bombs: number;
  readonly bombing: boolean;
  /** A folder that keeps the logs; undefined: they are removed unless something is wrong. */
  readonly log: string | undefined;
  /** A folder of logs to be checked again, in place of a run. */
  readonly check: string | undefined;
}

const OPTIONS = {
  minutes: { type: 'string', default: '10' },
  flows: { type: 'string' },
  servers: { type: 'string', default: '2' },
  cluster: { type: 'boolean', default: false },
  sentinel: { type: 'boolean', default: false },
  'wait-replicas': { type: 'boolean', default: false },
  heap: { type: 'boolean', default: false },
  polls: { type: 'string', default: '1000000' },
  bombing: { type: 'boolean', default: false },
  bombs: { type: 'string', default: '10000' },
  log: { type: 'string' },
  check: { type: 'string' },
} as const;

/** Reads the command line. */
export function soakOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values['wait-replicas'] && !values.sentinel) throw new Error('--wait-replicas goes with --sentinel');
  return {
    minutes: positive('minutes', values.minutes),
    flows: values.flows === undefined ? undefined : positive('flows', values.flows),
    servers: positive('servers', values.servers),
    cluster: values.cluster,
    sentinel: values.sentinel,
    waitReplicas: values['wait-replicas'],
    heap: values.heap,
    polls: positive('polls', values.polls),
    bombing: values.bombing,
    bombs: positive('bombs', values.bombs),
    log: values.log,
    check: values.check,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`--${name} is a number above 0`);
}

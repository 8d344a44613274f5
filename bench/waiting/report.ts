import { machine } from '../report.js';
import type { WaitingFindings } from './index.js';
import { OUR_LONG_POLL, OUR_PING, THEIR_PING } from './latency.js';

const MIB = 1_048_576;

/** Prints the findings as tables, with the budgets that they are held to. */
export function printWaiting({ waits, held, deliveries, idle }: WaitingFindings): void {
  console.log(Object.values(machine()).join(', '));
  const theirs = waits.find(({ name }) => name === THEIR_PING)?.median ?? Number.NaN;
  console.log('\nfrom the approval to the tokens');
  table(waits, ({ median, p99, flows, noise }) => ({
    'median ms': rounded(median),
    'p99 ms': rounded(p99),
    'x their ping': rounded(median / theirs, 2),
    flows,
    'halves differ by': percent(noise),
  }));
  console.log(`budgets, noise of the halves and 15 % added: ${OUR_PING} 1.5, ${OUR_LONG_POLL} 1.0`);
  console.log('\npolls that wait');
  console.table({
    held: {
      polls: held.polls,
      'Redis reads in 10 s': held.reads,
      'Redis commands in 10 s': held.commands,
      'grown by MiB': rounded(held.grownBy / MIB),
      'answer p50 ms': rounded(held.median),
      'answer p99 ms': rounded(held.p99),
    },
  });
  console.log('\npings from one process to a local receiver (budget 500 a second)');
  table(deliveries, ({ pings, perSecond }) => ({ pings, 'a second': Math.round(perSecond) }));
  console.log('\nRedis, with nothing to do');
  table(idle, ({ reads, commands }) => ({
    'reads/s': rounded(reads, 2),
    'commands/s': rounded(commands, 2),
  }));
}

function table<T extends { readonly name: string }>(rows: readonly T[], cells: (row: T) => object): void {
  console.table(Object.fromEntries(rows.map((row) => [row.name, cells(row)])));
}

function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

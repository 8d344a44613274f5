import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import type { Comparison } from './compare.js';
import type { Memory } from './memory.js';
import type { BenchOptions } from './options.js';
import type { WaitingFindings } from './waiting/index.js';

/** All that a run found. */
export interface Findings {
  readonly comparisons: readonly Comparison[];
  readonly memory: readonly Memory[];
}

/** Prints the findings as tables; `x F1` compares CPU. */
export function printFindings({ comparisons, memory }: Findings): void {
  for (const { operation, figures, noise } of comparisons) {
    const noises = `${percent(noise.ratio)}, paired ${percent(noise.pairedRatio)}`;
    console.log(`\n${operation}: medians of interleaved rounds, F1 against itself ${noises}`);
    console.table(
      Object.fromEntries(
        figures.map(({ server, cpu, ratio, pairedRatio, roundTrips, p50, p99 }) => [
          server,
          {
            'CPU us/op': rounded(cpu, 1),
            'x F1': rounded(ratio, 2),
            'x F1 paired': rounded(pairedRatio, 2),
            'Redis reads/op': rounded(roundTrips, 2),
            'p50 ms': rounded(p50, 2),
            'p99 ms': rounded(p99, 2),
          },
        ]),
      ),
    );
  }
  if (memory.length > 0) {
    console.log('\nRedis memory');
    console.table(
      Object.fromEntries(
        memory.map(({ server, pending, bytes }) => [server, { pending, 'bytes/request': Math.round(bytes) }]),
      ),
    );
  }
}

/** Writes the findings with what is needed to judge them later. */
export async function writeFindings(file: string, findings: Findings, options: BenchOptions): Promise<void> {
  const { rounds, ops, warmUp, connections } = options;
  await write(file, { ...machine(), rounds, ops, warmUp, connections, ...findings });
}

/** The same for what waiting comes to. */
export async function writeWaiting(file: string, findings: WaitingFindings): Promise<void> {
  await write(file, { ...machine(), ...findings });
}

async function write(file: string, findings: object): Promise<void> {
  await writeFile(file, `${JSON.stringify(findings, null, 2)}\n`);
}

/** Where and when; a load above the cores says that others were at work. */
export function machine(): Readonly<Record<string, unknown>> {
  return {
    date: new Date().toISOString(),
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    load: loadavg()[0],
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

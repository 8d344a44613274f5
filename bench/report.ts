import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import type { Findings } from './findings.js';
import type { Verdict } from './judge.js';
import { findingsMarkdown, machineMarkdown, spliced, verdictLines, verdictsMarkdown } from './markdown.js';
import type { BenchOptions } from './options.js';
import type { WaitingFindings } from './waiting/index.js';

/** Prints the findings as tables, and where budgets were judged whether they hold; writes what the options ask for. */
export async function report(
  findings: Findings,
  verdicts: readonly Verdict[],
  options: BenchOptions,
): Promise<void> {
  const tables = [
    machineMarkdown({ ...machine(), ...sizesOf(options) }),
    findingsMarkdown(findings),
    ...(verdicts.length > 0 ? [verdictsMarkdown(verdicts)] : []),
  ].join('\n\n');
  console.log(`\n${tables}`);
  for (const line of verdictLines(verdicts)) console.log(line);
  const { json, markdown } = options;
  if (json !== undefined) await write(json, { ...machine(), ...sizesOf(options), ...findings, verdicts });
  if (markdown !== undefined) await writeFile(markdown, spliced(await readFile(markdown, 'utf8'), tables));
}

/** Writes what waiting comes to, with what is needed to judge it later. */
export async function writeWaiting(file: string, findings: WaitingFindings): Promise<void> {
  await write(file, { ...machine(), ...findings });
}

async function write(file: string, findings: object): Promise<void> {
  await writeFile(file, `${JSON.stringify(findings, null, 2)}\n`);
}

function sizesOf({ rounds, ops, warmUp, connections }: BenchOptions): Readonly<Record<string, number>> {
  return { rounds, 'operations a round': ops, 'warm-up': warmUp, connections };
}

/** Where and when; a load above the cores says that others were at work. */
export function machine(): Readonly<Record<string, unknown>> {
  return {
    date: new Date().toISOString(),
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    load: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}

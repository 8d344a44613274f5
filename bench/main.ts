import { printAssertionCost } from './assertion-cost.js';
import { BUDGETS } from './budgets.js';
import { type Comparison, compare } from './compare.js';
import type { Findings } from './findings.js';
import { measureGrowth } from './growth.js';
import { judge } from './judge.js';
import { measureMemory } from './memory.js';
import { operationsNamed } from './operations/index.js';
import { type BenchOptions, benchOptions } from './options.js';
import { report, writeWaiting } from './report.js';
import { countSteps } from './round-trips.js';
import { ASSERTION_SERVERS, SERVERS } from './servers/index.js';
import { type Testbed, withTestbed } from './testbed.js';
import { measureWaiting } from './waiting/index.js';
import { printWaiting } from './waiting/report.js';

/** Of a flow, each counted by itself. */
const STEPS = ['request', 'poll', 'approval', 'redemption'];

/** Whose cost is looked at while more and more requests are pending. */
const GROWING = ['request', 'poll'];

const options = benchOptions(process.argv.slice(2));
await (options.waiting ? benchWaiting(options) : benchOperations(options));

async function benchOperations(options: BenchOptions): Promise<void> {
  const servers = options.assertions ? ASSERTION_SERVERS : SERVERS;
  const findings = await withTestbed(servers, options, (bed) => run(bed, options));
  const verdicts = options.check ? judge(findings, BUDGETS) : [];
  await report(findings, verdicts, options);
  if (options.assertions) printAssertionCost(findings.comparisons);
  if (verdicts.some(({ holds }) => !holds)) process.exitCode = 1;
}

async function benchWaiting({ flows, json }: BenchOptions): Promise<void> {
  const findings = await measureWaiting(flows);
  printWaiting(findings);
  if (json !== undefined) await writeWaiting(json, findings);
}

async function run(bed: Testbed, options: BenchOptions): Promise<Findings> {
  const comparisons: Comparison[] = [];
  for (const operation of operationsNamed(options.operations)) {
    comparisons.push(await compare(operation, bed, options));
  }
  if (options.assertions) return { comparisons, steps: [], memory: [], growth: [] };
  return {
    comparisons,
    steps: await countSteps(operationsNamed(STEPS), bed),
    ...(options.pending === 0 ? { memory: [], growth: [] } : await measurePending(bed, options)),
  };
}

async function measurePending(
  bed: Testbed,
  options: BenchOptions,
): Promise<Pick<Findings, 'memory' | 'growth'>> {
  return {
    memory: await measureMemory(bed, options),
    growth: await measureGrowth(operationsNamed(GROWING), bed, options),
  };
}

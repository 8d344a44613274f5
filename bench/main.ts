import { printAssertionCost } from './assertion-cost.js';
import { type Comparison, compare } from './compare.js';
import { measureMemory } from './memory.js';
import { operationsNamed } from './operations/index.js';
import { type BenchOptions, benchOptions } from './options.js';
import { type Findings, printFindings, writeFindings, writeWaiting } from './report.js';
import { ASSERTION_SERVERS, SERVERS } from './servers/index.js';
import { type Testbed, withTestbed } from './testbed.js';
import { measureWaiting } from './waiting/index.js';
import { printWaiting } from './waiting/report.js';

const options = benchOptions(process.argv.slice(2));
await (options.waiting ? benchWaiting(options) : benchOperations(options));

async function benchOperations(options: BenchOptions): Promise<void> {
  const findings = await withTestbed(options.assertions ? ASSERTION_SERVERS : SERVERS, options, (bed) =>
    run(bed, options),
  );
  printFindings(findings);
  if (options.assertions) printAssertionCost(findings.comparisons);
  if (options.json !== undefined) await writeFindings(options.json, findings, options);
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
  return { comparisons, memory: options.pending === 0 ? [] : await measureMemory(bed, options) };
}

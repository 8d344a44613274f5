import { machine } from '../report.js';
import type { Findings, LostOf } from './checker/check.js';
import type { Soaked } from './soak.js';

/** Violations that are printed with their histories; the rest is in the logs. */
const PRINTED = 5;

/** Prints what a run came to; answers whether all is well. */
export function printSoak(soaked: Soaked): boolean {
  const { bed, servers, maximum, perSecond, paced, faults, findings, log } = soaked;
  console.log(Object.values(machine()).join(', '));
  console.log(`\n${bed}; ${servers} server processes`);
  if (maximum !== undefined) console.log(`closed-loop maximum: ${maximum.toFixed(0)} flows a second`);
  console.log(
    `${perSecond.toFixed(0)} flows a second begun, ${paced.flows} in all, ${paced.most} at once at most`,
  );
  for (const fault of faults) console.log(`- ${fault}`);
  const isWell = printFindings(findings) && paced.left === 0;
  if (paced.left > 0) console.log(`${paced.left} flows never came to their end`);
  if (log !== undefined) console.log(`the logs are in ${log}`);
  return isWell;
}

/** Prints what the checker has found; answers whether all is well. */
export function printFindings(findings: Findings): boolean {
  const { violations, lost, redeemedUnheard, ...counts } = findings;
  console.table({ ...counts, 'redeemed, unheard': redeemedUnheard.length, lost: lost.length });
  printLost(lost);
  if (violations.length === 0) {
    console.log('each request has a history that the state machine allows');
    return true;
  }
  for (const [rule, count] of tally(violations.map(({ rule }) => rule)))
    console.log(`VIOLATED ${count} x ${rule}`);
  for (const { rule, request, why, history } of violations.slice(0, PRINTED)) {
    console.log(`\n${rule}, request ${request}: ${why}`);
    const first = history?.calls[0]?.calledAt ?? 0;
    for (const { call, op, decision = '', calledAt, endedAt = Number.NaN, answer } of history?.calls ?? []) {
      const span = `${(calledAt - first).toFixed(1)}-${(endedAt - first).toFixed(1)} ms`;
      console.log(`  ${call} ${op} ${decision} ${span} ${JSON.stringify(answer) ?? 'no answer'}`);
    }
    for (const { from, at, accessToken } of history?.minted ?? [])
      console.log(`  minted ${(from - first).toFixed(1)}-${(at - first).toFixed(1)} ms ${accessToken}`);
    for (const { at, accessToken } of history?.revoked ?? [])
      console.log(`  revoked ${(at - first).toFixed(1)} ms ${accessToken}`);
  }
  return false;
}

function printLost(lost: readonly LostOf[]): void {
  if (lost.length === 0) return;
  console.log('what the asynchronous window lost, by request');
  for (const [what, count] of tally(lost.map(({ lost: what }) => [...new Set(what)].join(' + '))))
    console.log(`- ${count} x ${what}`);
  console.log(
    `- of which tokens were handed out twice: ${lost.filter(({ issuedTwice }) => issuedTwice).length}`,
  );
}

function tally(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

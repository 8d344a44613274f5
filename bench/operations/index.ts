import { approval } from './approval.js';
import { flow } from './flow.js';
import type { Operation } from './operation.js';
import { poll } from './poll.js';
import { redemption } from './redemption.js';
import { request } from './request.js';

const OPERATIONS: readonly Operation[] = [request, poll, approval, redemption, flow];

/** The operations of these names. */
export function operationsNamed(names: readonly string[]): readonly Operation[] {
  return names.map((name) => {
    const found = OPERATIONS.find((operation) => operation.name === name);
    if (found === undefined) throw new Error(`there is no operation ${name}`);
    return found;
  });
}

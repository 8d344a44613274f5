import fc from 'fast-check';
import type { Lockstep, Model, Trace } from '../support/contract-model.ts';

/** Something that is asked of both stores. */
export type Command = fc.AsyncCommand<Model, Lockstep>;

type Run = (model: Model, real: Lockstep) => Promise<void>;

/** Which of the requests so far; few, so that a run stays with them. */
export const picks: fc.Arbitrary<number> = fc.nat(2);

/** A command by its name. */
export function command(
  name: string,
  run: Run,
  check: (model: Readonly<Model>) => boolean = () => true,
): Command {
  return { run, check, toString: () => name };
}

/** A command about one of the requests so far; not run while there is none. */
export function onTrace(
  name: string,
  pick: number,
  run: (trace: Trace, real: Lockstep) => Promise<void>,
): Command {
  return command(
    `${name} #${pick}`,
    (model, real) => run(model.traces[pick % model.traces.length] as Trace, real),
    (model) => model.traces.length > 0,
  );
}

import { parseArgs } from 'node:util';

/** The parts of the matrix, in the order in which they run. */
export const PARTS = ['package', 'types', 'runtime', 'jest', 'suites'] as const;

export type PartName = (typeof PARTS)[number];

/** What one run of the matrix does. */
export interface ConsumersOptions {
  readonly parts: readonly PartName[];
  /** Installs all anew, with the newest versions there are. */
  readonly fresh: boolean;
}

/** Reads the command line. */
export function consumersOptions(args: readonly string[]): ConsumersOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string' }, fresh: { type: 'boolean', default: false } },
  });
  const asked = values.only?.split(',') ?? PARTS;
  const unknown = asked.find((part) => !PARTS.includes(part as PartName));
  if (unknown !== undefined) throw new Error(`--only takes ${PARTS.join(', ')}, not ${unknown}`);
  return { parts: PARTS.filter((part) => asked.includes(part)), fresh: values.fresh };
}

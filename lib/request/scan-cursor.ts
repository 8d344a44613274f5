/** Where a look through all requests stands: at which node of the store, and where there. */
export interface ScanCursor {
  readonly node: number;
  /** A whole number that only this node understands; may be too large for a `number`. */
  readonly position: string;
}

const FORM = /^(\d{1,4})-(\d{1,20})$/;

/** Positions have 64 bits; a node errs about one that has more. */
const LAST = 2n ** 64n - 1n;

/** The text that is handed out, and wanted back. */
export function formatCursor({ node, position }: ScanCursor): string {
  return `${node}-${position}`;
}

/** Reads it back; undefined for anything else. */
export function parseCursor(text: unknown): ScanCursor | undefined {
  const match = typeof text === 'string' ? FORM.exec(text) : null;
  if (match === null || BigInt(match[2] as string) > LAST) return undefined;
  return { node: Number(match[1]), position: match[2] as string };
}

/** Parameters that a request may repeat. RFC 8707 §2. */
const REPEATABLE: ReadonlySet<string> = new Set(['resource']);

/** The value of a parameter; one without a value counts as left out. RFC 6749 §3.1. */
export function parameter(params: URLSearchParams, name: string): string | undefined {
  return params.get(name) || undefined;
}

/** All values of a repeatable parameter. */
export function parameters(params: URLSearchParams, name: string): string[] {
  return params.getAll(name).filter((value) => value !== '');
}

/** Whether any parameter but `except` occurs twice that may not. RFC 6749 §3.1, CIBA Core 1.0 §13. */
export function hasRepeatedParameter(params: URLSearchParams, except?: string): boolean {
  const seen = new Set<string>();
  for (const name of params.keys()) {
    if (seen.has(name) && !REPEATABLE.has(name) && name !== except) return true;
    seen.add(name);
  }
  return false;
}

/**
 * A form out of a body that the host's parser has already read.
 *
 * Nested values of an extended parser are left out: in the form as sent they stood under another name (`a[b]`).
 */
export function formOfParsedBody(body: unknown): URLSearchParams {
  if (typeof body === 'string') return new URLSearchParams(body);
  if (Buffer.isBuffer(body)) return new URLSearchParams(body.toString('utf8'));
  const params = new URLSearchParams();
  if (typeof body !== 'object' || body === null) return params;
  for (const [name, value] of Object.entries(body)) {
    for (const single of valuesOf(value)) params.append(name, single);
  }
  return params;
}

function valuesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || !isList(value)) return [];
  const texts = Object.values(value).filter((member): member is string => typeof member === 'string');
  return texts.length > 1 ? texts : [];
}

/** An array, or the object with numbered members that `qs` makes of a long one; one of a single member was sent as `a[]`. */
function isList(value: object): boolean {
  return Array.isArray(value) || Object.keys(value).every((key) => /^\d+$/.test(key));
}

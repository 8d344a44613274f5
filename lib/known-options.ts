import { ConfigurationError } from './errors.js';

/** What is refused, and how it is called. */
export interface Known {
  /** What stands before a name: `option `, `option caps.`, `callback adapter.`. */
  readonly prefix: string;
  readonly names: readonly string[];
}

/** A misspelt option would silently be a default, a misspelt callback a policy silently off: both are refused. */
export function requireKnown<T extends object>(given: T, { prefix, names }: Known): T {
  if (typeof given !== 'object' || given === null) {
    throw new ConfigurationError(
      'ERR_CIBA_UNKNOWN_OPTION',
      `an object is wanted, with ${prefix}${names.join(', ')}`,
    );
  }
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) return given;
  const likely = names.find((name) => bare(name) === bare(unknown));
  const hint = likely === undefined ? `known: ${names.join(', ')}` : `did you mean ${likely}?`;
  throw new ConfigurationError('ERR_CIBA_UNKNOWN_OPTION', `unknown ${prefix}${unknown}; ${hint}`);
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

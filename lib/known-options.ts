import { ConfigurationError } from './errors.js';

/** A misspelt option would silently be a default, or a policy silently off: it is refused. */
export function refuseUnknown(where: string, given: object, known: readonly string[]): void {
  const name = Object.keys(given).find((member) => !known.includes(member));
  if (name === undefined) return;
  const likely = known.find((member) => bare(member) === bare(name)) ?? known.join(', ');
  throw new ConfigurationError('ERR_CIBA_UNKNOWN_OPTION', `unknown ${where} ${name}; known: ${likely}`);
}

/** Refuses what is no object, then what the object should not have. */
export function requireKnown<T extends object>(where: string, given: T, known: readonly string[]): T {
  if (typeof given !== 'object' || given === null) {
    throw new ConfigurationError('ERR_CIBA_UNKNOWN_OPTION', `${where} is an object with ${known.join(', ')}`);
  }
  refuseUnknown(`member of ${where}:`, given, known);
  return given;
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

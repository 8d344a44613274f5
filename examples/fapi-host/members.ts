/** One JSON object of the configuration file, and where in the file it stands. */
export interface Members {
  readonly where: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Reads an object; where the members are listed, it may have no other. */
export function object(value: unknown, where: string, known?: readonly string[]): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${where} is an object`);
  }
  const unknown = Object.keys(value).find((name) => known && !known.includes(name));
  if (unknown !== undefined) throw new Error(`${where} has an unknown member "${unknown}"`);
  return { where, values: value as Record<string, unknown> };
}

/** A member that must be there. */
export function required<T>(member: T | undefined, { where }: Members, name: string): T {
  if (member === undefined) throw new Error(`${where}: ${name} is missing`);
  return member;
}

export function text({ where, values }: Members, name: string): string | undefined {
  const value = values[name];
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw new Error(`${where}: ${name} is text`);
}

export function truth({ where, values }: Members, name: string): boolean | undefined {
  const value = values[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw new Error(`${where}: ${name} is true or false`);
}

export function oneOf<T extends string>(from: Members, name: string, choices: readonly T[]): T | undefined {
  const value = from.values[name];
  const found = choices.find((choice) => choice === value);
  if (value === undefined || found !== undefined) return found;
  throw new Error(`${from.where}: ${name} is one of ${choices.join(', ')}`);
}

export function list({ where, values }: Members, name: string): readonly unknown[] | undefined {
  const value = values[name];
  if (value === undefined || Array.isArray(value)) return value;
  throw new Error(`${where}: ${name} is an array`);
}

/** Refuses the second of two that have the same name. */
export function unrepeated(names: readonly string[], what: string): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`${what} "${repeated}" is there twice`);
}

import type { JsonObject } from '../request/record.js';

const DEEPEST = 16;

/** Reads JSON that a client sent; undefined for text that is no JSON, nests too deep, or holds numbers beyond range. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isPlainJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a JSON value nests no deeper, and holds no larger numbers, than anything that could be meant. */
export function isPlainJson(value: unknown): boolean {
  return isPlain(value, DEEPEST);
}

/** A JSON object, and no array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPlain(value: unknown, levels: number): boolean {
  if (typeof value === 'number')
    return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0 || Object.hasOwn(value, '__proto__')) return false;
  return Object.values(value).every((member) => isPlain(member, levels - 1));
}

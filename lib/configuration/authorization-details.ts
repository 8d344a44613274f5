import { ConfigurationError } from '../errors.js';
import { requireKnown } from '../known-options.js';
import type { AuthorizationDetailsType, CibaOptions } from '../options.js';
import type { Comparisons } from '../request/narrowing.js';
import { requireFunction } from './checks.js';

/** What the types of `authorization_details` mean. */
export type DetailsTypes = ReadonlyMap<string, AuthorizationDetailsType>;

/** Reads the types. @throws ConfigurationError */
export function detailsTypesOf(given: CibaOptions['authorizationDetails']): DetailsTypes | undefined {
  if (given === undefined) return undefined;
  if (!isObject(given) || Object.keys(given).length === 0 || !Object.values(given).every(isObject))
    throw new ConfigurationError(
      'ERR_CIBA_DETAILS',
      'authorizationDetails holds { validate, isWithin } by the name of each type',
    );
  for (const [name, type] of Object.entries(given)) {
    requireKnown(type, {
      prefix: `option authorizationDetails.${name}.`,
      names: ['validate', 'isWithin'],
    });
    for (const member of ['validate', 'isWithin'] as const)
      if (type[member] !== undefined) requireFunction(`authorizationDetails.${name}.${member}`, type[member]);
  }
  return new Map(Object.entries(given));
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How details of each type are compared; where its host does not say, nothing but what equals is within. */
export function comparisonsOf(types: DetailsTypes | undefined): Comparisons {
  return new Map(
    [...(types ?? [])].map(([name, type]) => [name, type.isWithin?.bind(type) ?? (() => false)] as const),
  );
}

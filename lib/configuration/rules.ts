import { ConfigurationError } from '../errors.js';
import type { CibaOptions } from '../options.js';
import { FAPI_CIBA, PLAIN, type Rules } from './profile.js';

/** The rules that the options ask for. What contradicts the profile is refused, never quietly changed. @throws ConfigurationError */
export function rulesOf(options: CibaOptions): Rules {
  const { profile } = options;
  if (profile !== undefined && profile !== 'fapi-ciba')
    throw new ConfigurationError('ERR_CIBA_PROFILE', "profile is 'fapi-ciba', or left out");
  const rules = profile === undefined ? PLAIN : FAPI_CIBA;
  const {
    clientAuthMethods = defaultMethods(rules, options),
    requireBindingMessage = rules.requireBindingMessage,
  } = options;
  requireMethods(clientAuthMethods, rules);
  if (typeof requireBindingMessage !== 'boolean')
    throw new ConfigurationError('ERR_CIBA_PROFILE', 'requireBindingMessage is true or false');
  if (profile !== undefined) refuseContradictions(options);
  return { ...rules, clientAuthMethods, requireBindingMessage };
}

/** A host that judges secrets itself may keep them hashed: no signature could be verified by them. */
function defaultMethods({ clientAuthMethods }: Rules, { adapter }: CibaOptions): Rules['clientAuthMethods'] {
  if (adapter?.verifyClientSecret === undefined) return clientAuthMethods;
  return clientAuthMethods.filter((method) => method !== 'client_secret_jwt');
}

function requireMethods(methods: readonly string[], { clientAuthMethods: offered }: Rules): void {
  if (Array.isArray(methods) && methods.length > 0 && methods.every((method) => offered.includes(method)))
    return;
  throw new ConfigurationError(
    'ERR_CIBA_AUTH_METHODS',
    `clientAuthMethods lists some of ${offered.join(', ')}`,
  );
}

function refuseContradictions({ deliveryModes = ['poll'], hintOptional, adapter }: CibaOptions): void {
  const modes: readonly unknown[] = Array.isArray(deliveryModes) ? deliveryModes : [];
  refuseIf(modes.includes('push'), 'deliveryModes has push');
  refuseIf(!modes.includes('poll'), 'deliveryModes lacks poll');
  refuseIf(hintOptional !== undefined, 'hintOptional lets requests come without a hint');
  refuseIf(
    adapter?.authenticateClient !== undefined,
    'adapter.authenticateClient stands in place of its methods',
  );
}

function refuseIf(contradiction: boolean, what: string): void {
  if (contradiction)
    throw new ConfigurationError('ERR_CIBA_PROFILE', `the profile fapi-ciba forbids it: ${what}`);
}

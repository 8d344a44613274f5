import type { WhenPending } from '../backchannel/create-once.js';
import type { CibaClient } from '../client/metadata.js';
import { ConfigurationError } from '../errors.js';
import { HostError } from '../host/host-error.js';
import { requireKnown } from '../known-options.js';
import type { CapsOptions, CibaOptions } from '../options.js';
import type { Caps } from '../request/caps.js';
import { requireFunction } from './checks.js';

/** The caps of each client. */
export type CapsFor = (client: CibaClient) => Caps;

const DAY = 86_400;
const MONTH = 30 * DAY;

const DEFAULTS: Caps = {
  pendingPerUser: 10,
  pendingPerClientAndUser: 3,
  promptsPerUser: { most: 60, seconds: 600 },
  promptsPerClientAndUser: { most: 20, seconds: 600 },
  coolDown: { seconds: 10, most: 3600 },
};

const OFF: Caps = {
  pendingPerUser: false,
  pendingPerClientAndUser: false,
  promptsPerUser: false,
  promptsPerClientAndUser: false,
  coolDown: false,
};

/** Completes the caps and reads those of single clients. @throws ConfigurationError */
export function capsOf({ caps = {}, capsFor }: CibaOptions): CapsFor {
  const common = completed(caps, DEFAULTS);
  if (capsFor === undefined) return () => common;
  requireFunction('capsFor', capsFor);
  return (client) => {
    const given = capsFor(client);
    if (given === undefined || given === null) return common;
    try {
      return completed(given, common);
    } catch (error) {
      throw new HostError('capsFor', error);
    }
  };
}

export function requireWhenPending(given: WhenPending = 'allow'): WhenPending {
  if (['allow', 'refuse', 'supersede'].includes(given)) return given;
  throw new ConfigurationError('ERR_CIBA_WHEN_PENDING', 'whenPending is allow, refuse or supersede');
}

/** `false` turns one, or all of them, off. */
function completed(given: CapsOptions | false, defaults: Caps): Caps {
  if (given === false) return OFF;
  const caps = { ...defaults, ...requireKnown(given, { prefix: 'option caps.', names: Object.keys(OFF) }) };
  for (const name of ['pendingPerUser', 'pendingPerClientAndUser'] as const) requireNumber(name, caps[name]);
  for (const name of ['promptsPerUser', 'promptsPerClientAndUser'] as const)
    requirePair(name, caps[name], MONTH);
  requirePair('coolDown', caps.coolDown, DAY);
  return caps;
}

function requireNumber(name: string, cap: unknown): void {
  if (cap === false || isPositive(cap)) return;
  throw new ConfigurationError('ERR_CIBA_CAPS', `caps.${name} is a whole number above 0, or false`);
}

function requirePair(name: string, cap: unknown, longest: number): void {
  if (cap === false) return;
  const { most, seconds } = requireKnown(Object(cap) as Record<string, unknown>, {
    prefix: `option caps.${name}.`,
    names: ['most', 'seconds'],
  });
  if (isPositive(most) && isPositive(seconds) && Number(seconds) <= longest) return;
  throw new ConfigurationError(
    'ERR_CIBA_CAPS',
    `caps.${name} is { most, seconds }, whole numbers above 0, or false`,
  );
}

function isPositive(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0;
}

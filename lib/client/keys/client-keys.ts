import type { Emit } from '../../events.js';
import type { KeySet } from '../../jwt/key-set.js';
import { JwtRefused, type VerificationPolicy, type Verified } from '../../jwt/verify.js';
import type { CibaClient } from '../metadata.js';
import { type KeySources, type KeysAt, KeysUnavailable, publishedKeys } from './published-keys.js';

/** The public keys of clients, by `jwks` or `jwks_uri`. RFC 7591 §2. */
export interface ClientKeys {
  /** Verifies a JWT that a client signed. @throws JwtRefused */
  readonly verify: (token: string, client: CibaClient, policy: VerificationPolicy) => Promise<Verified>;
  /** Whether a client has a key that fits. */
  readonly has: (client: CibaClient, fits: (keys: KeySet) => boolean) => Promise<boolean>;
}

/** What the keys of clients come from. */
export interface ClientKeySources extends KeySources {
  readonly emit: Emit;
}

/** Makes the keys of clients. One whose keys cannot be had is not known by any. */
export function clientKeys({ emit, ...sources }: ClientKeySources): ClientKeys {
  const keys = publishedKeys(sources);
  const at = ({ client_id, jwks, jwks_uri }: CibaClient): KeysAt => ({
    jwks,
    jwks_uri,
    failed: (reason) => emit('clientKeysUnavailable', { client_id, reason }),
  });
  return {
    verify: (token, client, policy) => keys.verify(token, at(client), policy).catch(unknownKey),
    has: (client, fits) => keys.has(at(client), fits).catch(unknownKey),
  };
}

function unknownKey(error: unknown): never {
  throw error instanceof KeysUnavailable ? new JwtRefused('unknown_key', { cause: error.cause }) : error;
}

import type { Emit } from '../../events.js';
import { type KeySet, keySet, publicKeys } from '../../jwt/key-set.js';
import { JwtRefused, type VerificationPolicy, type Verified, verifyJwt } from '../../jwt/verify.js';
import type { CibaClient } from '../metadata.js';
import { Recent } from './recent.js';
import { type Fetch, RemoteKeys } from './remote-keys.js';

/** The public keys of clients, by `jwks` or `jwks_uri`. RFC 7591 §2. */
export interface ClientKeys {
  /** Verifies a JWT that a client signed. @throws JwtRefused */
  readonly verify: (token: string, client: CibaClient, policy: VerificationPolicy) => Promise<Verified>;
  /** Whether a client has a key that fits. */
  readonly has: (client: CibaClient, fits: (keys: KeySet) => boolean) => Promise<boolean>;
}

/** Most key sets that are remembered at once, of either kind. */
const MOST_SETS = 1000;

/** What the keys of clients come from. */
export interface ClientKeySources {
  readonly fetch: Fetch;
  readonly emit: Emit;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

/** One client's keys: as they are known, and as they are once asked again. */
interface Source {
  readonly current: () => Promise<KeySet>;
  readonly refreshed: () => Promise<KeySet | undefined>;
}

/** Makes the keys of clients. A key server that is down fails its own client, closed, and nobody else. */
export function clientKeys(sources: ClientKeySources): ClientKeys {
  const { fetch, emit, now = () => performance.now() } = sources;
  const inline = new Recent<KeySet>(MOST_SETS);
  const remote = new Recent<RemoteKeys>(MOST_SETS);
  const sourceOf = (client: CibaClient): Source => {
    const { jwks, jwks_uri } = client;
    if (jwks && jwks_uri) throw new JwtRefused('unknown_key');
    if (!jwks_uri) return inlineSource(inline, jwks);
    const keys = remote.get(jwks_uri, () => new RemoteKeys(jwks_uri, { fetch, now }));
    return remoteSource(keys, client, emit);
  };
  return {
    verify: async (token, client, policy) => {
      const source = sourceOf(client);
      const keys = await source.current();
      return verifyJwt(token, keys, policy).catch(async (error: unknown) => {
        const unknown = error instanceof JwtRefused && error.fault === 'unknown_key';
        const fresh = unknown ? await source.refreshed() : undefined;
        if (fresh === undefined) throw error;
        return verifyJwt(token, fresh, policy);
      });
    },
    has: async (client, fits) => {
      const source = sourceOf(client);
      if (fits(await source.current())) return true;
      const fresh = await source.refreshed();
      return fresh !== undefined && fits(fresh);
    },
  };
}

function remoteSource(keys: RemoteKeys, { client_id }: CibaClient, emit: Emit): Source {
  const failed = (reason: string): void => emit('clientKeysUnavailable', { client_id, reason });
  const unavailable = (cause: unknown): never => {
    throw new JwtRefused('unknown_key', { cause });
  };
  return {
    current: () => keys.current(failed).catch(unavailable),
    refreshed: () => keys.refreshed(failed).catch(unavailable),
  };
}

/** Keys that the host hands over are told apart by their content: it may read its client anew each time. */
function inlineSource(sets: Recent<KeySet>, jwks: unknown): Source {
  return {
    current: async () => {
      const keys = publicKeys(jwks);
      if (keys === undefined) throw new JwtRefused('unknown_key');
      return sets.get(JSON.stringify(keys), () => keySet(keys));
    },
    refreshed: async () => undefined,
  };
}

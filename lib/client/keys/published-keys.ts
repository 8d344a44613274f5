import { type KeySet, keySet, publicKeys } from '../../jwt/key-set.js';
import { JwtRefused, type VerificationPolicy, type Verified, verifyJwt } from '../../jwt/verify.js';
import { Recent } from './recent.js';
import { type Failed, type Fetch, RemoteKeys } from './remote-keys.js';

/** Where somebody's public keys are: by value or by reference, never both. RFC 7591 §2. */
export interface KeysAt {
  readonly jwks?: unknown;
  readonly jwks_uri?: string | undefined;
  /** Hears where a `jwks_uri` failed. */
  readonly failed: Failed;
}

/** The public keys of everybody who signs for us to verify. */
export interface PublishedKeys {
  /** Verifies a JWT by them. @throws JwtRefused, KeysUnavailable */
  readonly verify: (token: string, at: KeysAt, policy: VerificationPolicy) => Promise<Verified>;
  /** Whether one of them fits. @throws JwtRefused, KeysUnavailable */
  readonly has: (at: KeysAt, fits: (keys: KeySet) => boolean) => Promise<boolean>;
}

/** The keys at a `jwks_uri` cannot be had at the moment. */
export class KeysUnavailable extends Error {
  constructor(cause: unknown) {
    super('the keys cannot be had', { cause });
    this.name = 'KeysUnavailable';
  }
}

/** What keys by reference come from. */
export interface KeySources {
  readonly fetch: Fetch;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

/** Most key sets that are remembered at once, of either kind. */
const MOST_SETS = 1000;

/** Somebody's keys: as they are known, and as they are once asked again. */
interface Source {
  readonly current: () => Promise<KeySet>;
  readonly refreshed: () => Promise<KeySet | undefined>;
}

/** Makes the keys that others publish. A key server that is down fails its own keys, closed, and nobody else's. */
export function publishedKeys({ fetch, now = () => performance.now() }: KeySources): PublishedKeys {
  const inline = new Recent<KeySet>(MOST_SETS);
  const remote = new Recent<RemoteKeys>(MOST_SETS);
  const sourceOf = ({ jwks, jwks_uri, failed }: KeysAt): Source => {
    if (jwks && jwks_uri) throw new JwtRefused('unknown_key');
    if (!jwks_uri) return inlineSource(inline, jwks);
    return remoteSource(
      remote.get(jwks_uri, () => new RemoteKeys(jwks_uri, { fetch, now })),
      failed,
    );
  };
  return {
    verify: async (token, at, policy) => {
      const source = sourceOf(at);
      const keys = await source.current();
      return verifyJwt(token, keys, policy).catch(async (error: unknown) => {
        const unknown = error instanceof JwtRefused && error.fault === 'unknown_key';
        const fresh = unknown ? await source.refreshed() : undefined;
        if (fresh === undefined) throw error;
        return verifyJwt(token, fresh, policy);
      });
    },
    has: async (at, fits) => {
      const source = sourceOf(at);
      if (fits(await source.current())) return true;
      const fresh = await source.refreshed();
      return fresh !== undefined && fits(fresh);
    },
  };
}

function remoteSource(keys: RemoteKeys, failed: Failed): Source {
  const unavailable = (cause: unknown): never => {
    throw new KeysUnavailable(cause);
  };
  return {
    current: () => keys.current(failed).catch(unavailable),
    refreshed: () => keys.refreshed(failed).catch(unavailable),
  };
}

/** Keys that are handed over are told apart by their content: the host may read its client anew each time. */
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

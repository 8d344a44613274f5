import { type KeySet, keySet, publicKeys } from '../../jwt/key-set.js';

/** Fetches a document; rejects where it cannot be had. */
export type Fetch = (url: string) => Promise<{ readonly status: number; readonly body: Buffer }>;

/** How the keys at a `jwks_uri` are had. */
export interface RemoteKeysSettings {
  readonly fetch: Fetch;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

/** Hears of an attempt that failed; `reason` holds nothing that the server sent. */
export type Failed = (reason: string) => void;

/** From when on keys are fetched again behind the scenes, and until when they are used, in milliseconds. */
const AGEING_MS = 300_000;
const LONGEST_MS = 600_000;

/** How long a key server is left alone after it failed, and after an unknown `kid` had it asked again. */
const PAUSE_MS = 10_000;

/** The keys at one `jwks_uri`: fetched once for everybody who waits, and no more often than a pause allows. OpenID Connect Core 1.0 §10.1.1. */
export class RemoteKeys {
  readonly #uri: string;
  readonly #settings: RemoteKeysSettings;
  #known: { readonly set: KeySet; readonly at: number } | undefined;
  #fetching: Promise<KeySet> | undefined;
  #failedAt = Number.NEGATIVE_INFINITY;
  #refreshedAt = Number.NEGATIVE_INFINITY;

  constructor(uri: string, settings: RemoteKeysSettings) {
    this.#uri = uri;
    this.#settings = settings;
  }

  /** The keys as last seen; rejects where they are too old and the server does not answer. */
  async current(failed: Failed): Promise<KeySet> {
    const age = this.#known === undefined ? Number.POSITIVE_INFINITY : this.#now() - this.#known.at;
    if (this.#known === undefined || age > LONGEST_MS) return this.#fetched(failed);
    if (age > AGEING_MS) this.#fetched(failed).catch(() => undefined);
    return this.#known.set;
  }

  /** The keys as they are now, for a `kid` that is not among those last seen; undefined where it is too soon to ask again. */
  async refreshed(failed: Failed): Promise<KeySet | undefined> {
    if (this.#fetching !== undefined) return this.#fetching;
    if (this.#now() - this.#refreshedAt < PAUSE_MS) return undefined;
    this.#refreshedAt = this.#now();
    return this.#fetched(failed);
  }

  #fetched(failed: Failed): Promise<KeySet> {
    if (this.#now() - this.#failedAt < PAUSE_MS)
      return Promise.reject(new Error('the key server has just failed'));
    this.#fetching ??= this.#load(failed).finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #load(failed: Failed): Promise<KeySet> {
    try {
      const set = readKeySet(await this.#settings.fetch(this.#uri));
      this.#known = { set, at: this.#now() };
      return set;
    } catch (error) {
      this.#failedAt = this.#now();
      failed(error instanceof Error ? error.message : 'unknown');
      throw error;
    }
  }

  #now(): number {
    return this.#settings.now();
  }
}

/** Anything but a JWK Set of reasonable size is refused, and none of it is repeated. */
function readKeySet({ status, body }: Awaited<ReturnType<Fetch>>): KeySet {
  if (status !== 200) throw new Error(`the key server answered ${status}`);
  const keys = publicKeys(parsed(body.toString('utf8')));
  if (keys === undefined) throw new Error('the key server answered with no JWK Set of reasonable size');
  return keySet(keys);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

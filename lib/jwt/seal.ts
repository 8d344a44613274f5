import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A key that seals what must be kept and not be read. */
export interface SealingKey {
  readonly kid: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** What a sealed text belongs to: it opens nowhere else. */
export interface SealedFor {
  readonly selector: string;
  readonly field: string;
}

/** Seals with the first key of a ring and opens with any, so that keys can be rotated. */
export interface Sealer {
  readonly seal: (text: string, place: SealedFor) => string;
  /** Throws for what was sealed by an unknown key, for another place, or changed since. */
  readonly open: (sealed: string, place: SealedFor) => string;
}

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** A shorter tag would be easier to guess. */
const TAG = { authTagLength: TAG_BYTES };

/** AES-256-GCM over a ring of keys, with the place as additional data: `<kid>.<iv, tag and text, base64url>`. NIST SP 800-38D. */
export function sealer(ring: readonly [SealingKey, ...SealingKey[]]): Sealer {
  const [first] = ring;
  return {
    seal(text, place) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, first.key, iv, TAG).setAAD(additionalData(place));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${first.kid}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
    },
    open(sealed, place) {
      const dot = sealed.lastIndexOf('.');
      const key = ring.find(({ kid }) => kid === sealed.slice(0, dot))?.key;
      if (key === undefined) throw new Error('sealed by a key that is not in the ring');
      const bytes = Buffer.from(sealed.slice(dot + 1), 'base64url');
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), TAG)
        .setAAD(additionalData(place))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return (
        decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      );
    },
  };
}

/** Keeps texts as they are: for a store in this process, and for pings where no key was given. */
export const unsealed: Sealer = { seal: (text) => text, open: (text) => text };

function additionalData({ selector, field }: SealedFor): Buffer {
  return Buffer.from(`${selector}.${field}`);
}

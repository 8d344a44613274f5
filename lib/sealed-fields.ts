import type { Sealer } from './jwt/seal.js';
import type { SealedCallbacks } from './request/callback.js';

/** What makes the tokens of a push unreadable in the store, and readable again. */
export interface SealedTokens {
  readonly seal: (selector: string, body: string) => string;
  readonly open: (selector: string, sealed: string) => string;
}

/** Callbacks, sealed one by one. */
export function sealedCallbacks({ seal, open }: Sealer): SealedCallbacks {
  const field = 'callback';
  return {
    seal: (selector, { authReqId, clientNotificationToken }) =>
      seal(JSON.stringify([authReqId, clientNotificationToken]), { selector, field }),
    open: (selector, sealed) => {
      const [authReqId, clientNotificationToken] = JSON.parse(open(sealed, { selector, field })) as string[];
      return { authReqId: String(authReqId), clientNotificationToken: String(clientNotificationToken) };
    },
  };
}

/** Token responses, sealed one by one. */
export function sealedTokens({ seal, open }: Sealer): SealedTokens {
  const field = 'tokens';
  return {
    seal: (selector, body) => seal(body, { selector, field }),
    open: (selector, sealed) => open(sealed, { selector, field }),
  };
}

import { createHmac, hkdfSync } from 'node:crypto';
import type { UserHint } from '../../adapter.js';
import { isCibaError } from '../../errors.js';
import { canonicalJson } from '../../request/canonical-json.js';
import { decoySub } from '../../request/decoy.js';
import { isRegistered } from '../signed-request/parameter-names.js';
import { parseLoginHint } from './parse-login-hint.js';

/** The `sub` of the decoy in place of the user whom a hint does not find: always the same one for a hint, whichever client sends it. */
export type DecoyOf = (hint: UserHint, params: URLSearchParams) => string;

/** Makes the names of decoys by a key of 32 bytes: nobody else can tell which hint one stands for. */
export function decoysOf(key: Buffer): DecoyOf {
  const own = Buffer.from(hkdfSync('sha256', key, '', 'express-ciba decoy', 32));
  return (hint, params) => {
    const text = canonicalJson(namedBy(hint, params)).toLowerCase();
    return decoySub(createHmac('sha256', own).update(text).digest('base64url'));
  };
}

/** Whom a hint names, however it is spelled: caps count a user's requests by `sub`, and those of a decoy must come together likewise. */
function namedBy({ sub, sub_id, login_hint, ...tokens }: UserHint, params: URLSearchParams): unknown {
  if (sub !== undefined) return { sub };
  if (sub_id !== undefined) return sub_id;
  if (login_hint !== undefined) return asRead(login_hint);
  return Object.keys(tokens).length > 0 ? tokens : unregistered(params);
}

function asRead(login_hint: string): unknown {
  try {
    return parseLoginHint(login_hint);
  } catch (error) {
    if (isCibaError(error)) return { login_hint };
    throw error;
  }
}

/** Without a hint the host finds the user by parameters of its own. */
function unregistered(params: URLSearchParams): unknown {
  return [...params].filter(([name]) => !isRegistered(name)).sort();
}

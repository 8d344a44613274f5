import { demandsAcr } from '../../request/demands.js';
import { MARK_LENGTH } from '../../request/mark.js';
import { ATTEMPTS, type NumberMatching } from '../../request/number-matching.js';
import type {
  Approval,
  ApprovalContent,
  AuthorizationDetail,
  DeliveryMode,
  JsonObject,
  NewRequest,
  RequestRecord,
} from '../../request/record.js';

/**
 * The fields of a request's hash. One letter each: a pending request is mostly field names otherwise.
 *
 * Written once by CREATE: `h` secretHash, `a` approvalSecret, `c` clientId, `u` sub, `m` deliveryMode unless it is poll, `i` interval (s),
 * `w` lifetime (s), `e` expiresAt (ms), `S` scope, and where given `v` acrValues, `b` bindingMessage, `o` resource,
 * `d` authorizationDetails, `q` requestContext, `C` claims (and `E` where they call an `acr` essential), `g` maxAge (s), `L` uiLocales, `N` callback, `f` certificateThumbprint,
 * `j` dpopThumbprint, `V` the number to be matched and, where it is picked, what from; `Y` the time (ms) from when on the client
 * may be told although nobody reported its acknowledgement, which ACKNOWLEDGED removes.
 * Written by DECIDE: `s` state and `z` the decision (both stay absent while pending), `D` its content, `T` its time (ms), `M` the mark of the call;
 * `t` the marks of those calls whose number was wrong, one after the other.
 * Written by POLL: `p` last counted poll (ms, its mark, and whether it came too fast), `n` grown interval (s), `k` mark of the claim, `l` end of the claim (ms),
 * `x` mark of the poll that noticed the expiry. COMMIT sets `s` to redeemed, and `P` to the sealed tokens of a push until they are delivered.
 * Written by the outbox: `K` mark of the ticket, `A` calls made, `B` why nobody tries any more, `R` mark of the replay.
 */
export type Fields = ReadonlyMap<string, string>;

/** The mode of most requests is not stored: the hash of a pending one falls into a smaller size of Redis' allocator without it. */
export const DEFAULT_MODE: DeliveryMode = 'poll';

/** The fields of a new request, flat; the secret hash comes first, where CREATE looks for it. */
export function encodeRecord(request: NewRequest): string[] {
  const fields = [
    ...['h', request.secretHash, 'a', request.approvalSecret, 'c', request.clientId, 'u', request.sub],
    ...['i', String(request.interval), 'S', request.scope.join(' '), 'w', String(request.lifetime)],
  ];
  if (request.deliveryMode !== DEFAULT_MODE) fields.push('m', request.deliveryMode);
  if (request.callback !== undefined) fields.push('N', request.callback);
  if (request.certificateThumbprint !== undefined) fields.push('f', request.certificateThumbprint);
  if (request.dpopThumbprint !== undefined) fields.push('j', request.dpopThumbprint);
  if (request.numberMatching !== undefined) fields.push('V', encodeMatching(request.numberMatching));
  if (request.acrValues !== undefined) fields.push('v', request.acrValues.join(' '));
  if (request.bindingMessage !== undefined) fields.push('b', request.bindingMessage);
  if (request.resource !== undefined) fields.push('o', JSON.stringify(request.resource));
  if (request.authorizationDetails !== undefined)
    fields.push('d', JSON.stringify(request.authorizationDetails));
  if (request.requestContext !== undefined) fields.push('q', JSON.stringify(request.requestContext));
  if (request.claims !== undefined) fields.push('C', JSON.stringify(request.claims));
  if (demandsAcr(request)) fields.push('E', '1');
  if (request.maxAge !== undefined) fields.push('g', String(request.maxAge));
  if (request.uiLocales !== undefined) fields.push('L', request.uiLocales.join(' '));
  return fields;
}

/** Reads the flat reply of HGETALL. */
export function decodeFields(flat: readonly string[]): Fields {
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < flat.length; i += 2) fields.set(flat[i] as string, flat[i + 1] as string);
  return fields;
}

/** Reads a record back. */
export function decodeRecord(selector: string, fields: Fields): RequestRecord {
  return {
    selector,
    secretHash: required(fields, 'h'),
    approvalSecret: required(fields, 'a'),
    clientId: required(fields, 'c'),
    sub: required(fields, 'u'),
    deliveryMode: (fields.get('m') ?? DEFAULT_MODE) as DeliveryMode,
    interval: Number(required(fields, 'i')),
    receivedAt: Number(required(fields, 'e')) - Number(required(fields, 'w')) * 1000,
    ...optional('callback', fields.get('N')),
    ...optional('certificateThumbprint', fields.get('f')),
    ...optional('dpopThumbprint', fields.get('j')),
    expiresAt: Number(required(fields, 'e')),
    scope: words(required(fields, 'S')) ?? [],
    ...optional('acrValues', words(fields.get('v'))),
    ...optional('bindingMessage', fields.get('b')),
    ...optional('resource', json<readonly string[]>(fields.get('o'))),
    ...optional('authorizationDetails', json<readonly AuthorizationDetail[]>(fields.get('d'))),
    ...optional('requestContext', json<JsonObject>(fields.get('q'))),
    ...optional('claims', json<JsonObject>(fields.get('C'))),
    ...optional('maxAge', number(fields.get('g'))),
    ...optional('uiLocales', words(fields.get('L'))),
    ...optional('numberMatching', matching(fields)),
  };
}

function encodeMatching({ number, numbers = [] }: NumberMatching): string {
  return [number, ...numbers].join(' ');
}

function matching(fields: Fields): NumberMatching | undefined {
  const [number, ...numbers] = fields.get('V')?.split(' ') ?? [];
  if (number === undefined) return undefined;
  const mode = numbers.length > 0 ? 'pick' : 'type';
  const attemptsLeft = ATTEMPTS[mode] - (fields.get('t') ?? '').length / MARK_LENGTH;
  return { mode, number, ...(mode === 'pick' && { numbers }), attemptsLeft };
}

/** Reads back what an approval says. */
export function decodeApproval(fields: Fields): Approval {
  const content = JSON.parse(required(fields, 'D')) as ApprovalContent;
  return { decidedAt: Number(required(fields, 'T')), ...content };
}

/** What was read, or nothing: one request that cannot be read hides and holds up no other. */
export function readable<T>(read: () => T): readonly T[] {
  try {
    return [read()];
  } catch {
    return [];
  }
}

/** The value of a field that the script cannot have left out. */
export function required(fields: Fields, name: string): string {
  const value = fields.get(name);
  if (value === undefined) throw new Error(`a stored request lacks its field ${name}`);
  return value;
}

function words(text: string | undefined): readonly string[] | undefined {
  return text === '' ? [] : text?.split(' ');
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function json<T>(text: string | undefined): T | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [N in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [N in Name]?: Value });
}

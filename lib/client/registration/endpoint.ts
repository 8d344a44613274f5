import type { RegisteredClient } from '../../adapter.js';
import { CibaError } from '../../errors.js';
import type { Host } from '../../host/host.js';
import { type JsonAnswer, SerializedJson } from '../../http/handler.js';
import type { JsonRequest } from '../../http/json-endpoint.js';
import { type RefusalContext, refusal } from '../../http/refusal.js';
import { unreadable } from '../../http/unreadable.js';
import { randomText } from '../../request/random.js';
import type { Fetch } from '../keys/remote-keys.js';
import { requireListedBySector } from '../pairwise/sector-document.js';
import type { ClientMetadata } from './members.js';
import { type RegistrationPolicy, registeredMetadata } from './registered-metadata.js';

/** What registrations need. */
export interface RegistrationContext {
  readonly host: {
    readonly registerClient: NonNullable<Host['registerClient']>;
    readonly verifyInitialAccessToken: Host['verifyInitialAccessToken'];
  };
  readonly policy: RegistrationPolicy;
  readonly fetch: Fetch;
  readonly refusals: RefusalContext;
}

const ID_BYTES = 16;

/** 64 characters: as many as HS512 wants of a secret. RFC 7518 §3.2. */
const SECRET_BYTES = 48;

const SECRET_METHODS: readonly unknown[] = [
  ...['client_secret_basic', 'client_secret_post', 'client_secret_jwt'],
];

/** RFC 6750 §2.1. */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** Registers a client, or says why not; never rejects. RFC 7591 §3. */
export async function registrationAnswer(
  request: JsonRequest,
  context: RegistrationContext,
): Promise<JsonAnswer> {
  const { kind } = request.body;
  if (kind === 'not_post') return unreadable(kind, context.refusals);
  try {
    await requirePermission(request, context.host);
    if (kind !== 'json') return unreadable(kind, context.refusals);
    return await registered(request.body.value, context);
  } catch (error) {
    return challenged(refusal(error, undefined, context.refusals), request);
  }
}

async function registered(given: unknown, { policy, fetch, host }: RegistrationContext): Promise<JsonAnswer> {
  const metadata = registeredMetadata(given, policy);
  await requireListedBySector(metadata, fetch);
  const client = newClient(metadata);
  const replaced = plainMembers(await host.registerClient(client));
  return { status: 201, body: new SerializedJson({ ...client, ...replaced }) };
}

/** Of plain objects alone: a row or a model of a database, or how many rows there are now, is no answer to a client. */
function plainMembers(answer: unknown): object {
  if (typeof answer !== 'object' || answer === null) return {};
  const prototype: unknown = Object.getPrototypeOf(answer);
  return prototype === null || Object.getPrototypeOf(prototype) === null ? answer : {};
}

/** The host decides who may register, whether a token came or not. */
async function requirePermission(
  { authorization = '' }: JsonRequest,
  host: RegistrationContext['host'],
): Promise<void> {
  const [, token] = BEARER.exec(authorization) ?? [];
  if (!(await host.verifyInitialAccessToken(token))) throw new CibaError('invalid_token');
}

/** RFC 6750 §3: who sent no token is told of no error but that one is wanted. */
function challenged(answer: JsonAnswer, { authorization = '' }: JsonRequest): JsonAnswer {
  if (answer.status !== 401) return answer;
  const challenge = /^Bearer /i.test(authorization) ? 'Bearer error="invalid_token"' : 'Bearer';
  return { ...answer, headers: { ...answer.headers, 'WWW-Authenticate': challenge } };
}

/** The identifier and the secret are ours to choose; a secret never expires by itself. RFC 7591 §3.2.1. */
function newClient(metadata: ClientMetadata): RegisteredClient {
  const bySecret = SECRET_METHODS.includes(metadata.token_endpoint_auth_method);
  return {
    ...metadata,
    client_id: randomText(ID_BYTES),
    client_id_issued_at: Math.floor(Date.now() / 1000),
    ...(bySecret && { client_secret: randomText(SECRET_BYTES), client_secret_expires_at: 0 }),
  };
}

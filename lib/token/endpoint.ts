import type { AuthenticateClient } from '../client/authentication/authenticate.js';
import { requireCibaGrant } from '../client/eligibility.js';
import type { TokenBinding } from '../client/key-binding/token-binding.js';
import type { Configuration } from '../configuration/configure.js';
import { CibaError } from '../errors.js';
import type { Emit } from '../events.js';
import type { Host } from '../host/host.js';
import { hasRepeatedParameter, parameter } from '../http/form.js';
import type { FormRequest, JsonAnswer } from '../http/handler.js';
import { hashSecret, parseId, type RequestId } from '../request/ids.js';
import { heldPoll, type LongPollContext } from './long-poll.js';
import { type MintContext, mint } from './mint.js';
import { readPart } from './narrower.js';
import { pollAnswer } from './poll-answer.js';

/** What the endpoint is made of. */
export interface TokenContext extends Omit<MintContext, 'config' | 'host'> {
  readonly config: Configuration;
  readonly host: Host;
  readonly authenticate: AuthenticateClient;
  readonly binding: TokenBinding;
  readonly holding: LongPollContext;
  readonly emit: Emit;
}

/** Answers a token request of the CIBA grant or throws the refusal. CIBA Core 1.0 §10.1, §11. */
export async function tokenAnswer(request: FormRequest, context: TokenContext): Promise<JsonAnswer> {
  const { config, store, emit } = context;
  const { params } = request;
  if (hasRepeatedParameter(params, 'auth_req_id'))
    throw new CibaError('invalid_request', 'A parameter is repeated.');
  const client = await context.authenticate(request);
  requireCibaGrant(client, config);
  const id = readAuthReqId(params);
  const part = await readPart(params, client, context);
  const cnf = await context.binding.of(client, request);
  const { selector } = id;
  const question = {
    selector,
    secretHash: hashSecret(id.secret),
    clientId: client.client_id,
    lease: config.claimLease,
  };
  const outcome =
    config.longPoll(client) === true
      ? await heldPoll(question, request, context.holding)
      : await store.poll(question);
  if (outcome.status === 'redeemed')
    emit('reuse', { selector, client_id: client.client_id, sub: outcome.sub });
  if (outcome.status === 'expired' && outcome.first)
    emit('expired', { selector, client_id: client.client_id, sub: outcome.sub });
  if (outcome.status !== 'ready') return pollAnswer(outcome, (performance.now() - request.arrivedAt) / 1000);
  const body = await mint(outcome, { client, cnf, part, isGone: request.isGone }, context);
  emit('redeemed', { selector, client_id: client.client_id, sub: outcome.record.sub });
  return { status: 200, body };
}

/** Exactly one `auth_req_id` of a form that we issue; any other text is unknown without asking the store. */
function readAuthReqId(params: URLSearchParams): RequestId {
  const authReqId = parameter(params, 'auth_req_id');
  if (authReqId === undefined || params.getAll('auth_req_id').length > 1) {
    throw new CibaError('invalid_request', 'Exactly one auth_req_id is required.');
  }
  const id = parseId(authReqId);
  if (id === undefined) throw new CibaError('invalid_grant');
  return id;
}

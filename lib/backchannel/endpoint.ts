import type { AuthenticateClient } from '../client/authentication/authenticate.js';
import { requireCibaClient } from '../client/eligibility.js';
import type { TokenBinding } from '../client/key-binding/token-binding.js';
import { deliveryModeOf } from '../client/metadata.js';
import type { Configuration } from '../configuration/configure.js';
import { CibaError } from '../errors.js';
import type { Host } from '../host/host.js';
import { hasRepeatedParameter } from '../http/form.js';
import type { FormRequest, JsonAnswer } from '../http/handler.js';
import { refuseOversized } from '../parameters/limits.js';
import type { RequestRecord } from '../request/record.js';
import { authenticationRequest, proposedRequest } from '../request-view.js';
import { decoyed } from './decoyed.js';
import { requireAskedSub } from './hints/asked-sub.js';
import { readHint } from './hints/one-hint.js';
import { type HintVerifiers, resolveUser } from './hints/resolve-user.js';
import { type NotifyContext, notifyUser } from './notify-user.js';
import { readNotificationToken } from './parameters/client-notification-token.js';
import { readParameters } from './parameters/read-parameters.js';
import { type PersistContext, persist } from './persist.js';
import { requestedForm, type SignedRequestContext } from './signed-request/signed-request.js';
import { requireUserCode } from './user-code.js';

/** What the endpoint is made of. */
export interface BackchannelContext
  extends Omit<PersistContext, 'config'>,
    Omit<NotifyContext, 'host' | 'config'> {
  readonly config: Configuration;
  readonly host: Host;
  readonly authenticate: AuthenticateClient;
  readonly binding: TokenBinding;
  readonly signedRequest: SignedRequestContext;
  readonly hints: HintVerifiers;
  /** Hears of requests whose user is to be asked from the queue. */
  readonly nudge: (selector: string) => void;
  /** Hears that a client has its acknowledgement. */
  readonly acknowledged: (selector: string) => void;
}

/** Answers an authentication request or throws the refusal. The order of the checks is the order below. CIBA Core 1.0 §7. */
export async function authenticationRequestAnswer(
  request: FormRequest,
  context: BackchannelContext,
): Promise<JsonAnswer> {
  const { config, host, emit, binding } = context;
  if (hasRepeatedParameter(request.params))
    throw new CibaError('invalid_request', 'A parameter is repeated.');
  const client = await context.authenticate(request);
  requireCibaClient(client, config);
  binding.requireBindable(client, request);
  const mode = deliveryModeOf(client);
  // Before the signed request is spent: who is told to take a nonce sends it again.
  const cnf = await binding[mode === 'push' ? 'of' : 'shown'](client, request);
  const { params, requestSha256 } = await requestedForm(request.params, client, context.signedRequest);
  refuseOversized(params);
  const clientNotificationToken = readNotificationToken(params, mode);
  const { values, lifetime } = readParameters(params, client, config);
  await Promise.all((values.authorizationDetails ?? []).map((detail) => host.validateDetail(detail, client)));
  const hint = readHint(params, {
    optional: config.hints.optional(client) === true,
    allowed: config.hints.allowed(client),
  });
  const { user, isDecoy } = await resolveUser(hint, { values, params, client }, context);
  const acting = isDecoy ? decoyed(context, client) : context;
  await requireUserCode(params, user, client, acting);
  await requireAskedSub(values.claims, user, client, acting);
  await acting.host.validateRequest?.(proposedRequest(values, client, user, mode));
  const { arrivedAt } = request;
  const accepted = { client, user, values, lifetime, arrivedAt, clientNotificationToken, cnf };
  const { record, authReqId } = await persist(accepted, acting);
  const { selector, sub, deliveryMode, scope } = record;
  emit('requested', {
    selector,
    client_id: client.client_id,
    sub,
    delivery_mode: deliveryMode,
    scope,
    expires_in: lifetime,
    ...(requestSha256 !== undefined && { request_sha256: requestSha256 }),
  });
  if (config.queueNotifyUser) context.nudge(record.selector);
  else await notifyUser(authenticationRequest(record, 'pending', client, user), record, context);
  return acknowledgement(record, { authReqId, lifetime }, context);
}

/** Who is pushed to does not poll; who does not poll is told no earlier than this was written. CIBA Core 1.0 §7.3. */
function acknowledgement(
  { selector, deliveryMode, interval, numberMatching }: RequestRecord,
  { authReqId: auth_req_id, lifetime: expires_in }: { authReqId: string; lifetime: number },
  { acknowledged }: BackchannelContext,
): JsonAnswer {
  const body = deliveryMode === 'push' ? { auth_req_id, expires_in } : { auth_req_id, expires_in, interval };
  return {
    status: 200,
    body: numberMatching ? { ...body, matching_number: numberMatching.number } : body,
    ...(deliveryMode !== 'poll' && { written: () => acknowledged(selector) }),
  };
}

import type { UserHint } from '../adapter.js';
import type { AuthenticateClient } from '../client/authentication/authenticate.js';
import { requireBindable, tokenBinding } from '../client/bound-tokens.js';
import { requireCibaClient } from '../client/eligibility.js';
import { type CibaClient, deliveryModeOf } from '../client/metadata.js';
import type { Configuration } from '../configuration/configure.js';
import { CibaError } from '../errors.js';
import type { Host } from '../host.js';
import { hasRepeatedParameter } from '../http/form.js';
import type { FormRequest, JsonAnswer } from '../http/handler.js';
import type { RequestedValues, RequestRecord } from '../request/record.js';
import { authenticationRequest, proposedRequest } from '../request-view.js';
import { readHint } from './hints/one-hint.js';
import { type NotifyContext, notifyUser } from './notify-user.js';
import { readNotificationToken } from './parameters/client-notification-token.js';
import { refuseOversized } from './parameters/limits.js';
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
  readonly signedRequest: SignedRequestContext;
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
  const { config, host, emit } = context;
  if (hasRepeatedParameter(request.params))
    throw new CibaError('invalid_request', 'A parameter is repeated.');
  const client = await context.authenticate(request);
  requireCibaClient(client, config);
  requireBindable(client, request, config.rules, host.certificates);
  const { params, requestSha256 } = await requestedForm(request.params, client, context.signedRequest);
  refuseOversized(params);
  const mode = deliveryModeOf(client);
  const clientNotificationToken = readNotificationToken(params, mode);
  const { values, lifetime } = readParameters(params, client, config);
  const cnf =
    mode === 'push' ? await tokenBinding(client, request, config.rules, host.certificates) : undefined;
  const hint = readHint(params, config.hintOptional(client) === true);
  const user = await resolveUser(hint, { values, params, client }, host);
  await requireUserCode(params, user, client, host);
  await host.validateRequest?.(proposedRequest(values, client, user, mode));
  const { arrivedAt } = request;
  const accepted = { client, user, values, lifetime, arrivedAt, clientNotificationToken, cnf };
  const { record, authReqId } = await persist(accepted, context);
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
  return acknowledgement(record, { auth_req_id: authReqId, expires_in: lifetime }, context);
}

/** Who is pushed to does not poll; who does not poll is told no earlier than this was written. CIBA Core 1.0 §7.3. */
function acknowledgement(
  { selector, deliveryMode, interval }: RequestRecord,
  members: Readonly<Record<string, unknown>>,
  { acknowledged }: BackchannelContext,
): JsonAnswer {
  return {
    status: 200,
    body: deliveryMode === 'push' ? members : { ...members, interval },
    ...(deliveryMode !== 'poll' && { written: () => acknowledged(selector) }),
  };
}

async function resolveUser(
  hint: UserHint,
  { values, params, client }: { values: RequestedValues; params: URLSearchParams; client: CibaClient },
  host: Host,
) {
  const user = await host.resolveUser(hint, {
    client,
    scope: values.scope,
    ...(values.acrValues && { acr_values: values.acrValues }),
    params: withoutCredentials(params),
  });
  if (user === undefined) throw new CibaError('unknown_user_id');
  return user;
}

function withoutCredentials(params: URLSearchParams): URLSearchParams {
  const shown = new URLSearchParams(params);
  for (const name of ['client_secret', 'client_assertion', 'client_assertion_type']) shown.delete(name);
  return shown;
}

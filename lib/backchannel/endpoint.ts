import type { UserHint } from '../adapter.js';
import type { AuthenticateClient } from '../client/authentication/authenticate.js';
import { requireBindable } from '../client/bound-tokens.js';
import { requireCibaClient } from '../client/eligibility.js';
import { type CibaClient, deliveryModeOf } from '../client/metadata.js';
import type { Configuration } from '../configuration.js';
import { CibaError } from '../errors.js';
import type { Host } from '../host.js';
import { hasRepeatedParameter } from '../http/form.js';
import type { FormRequest, JsonAnswer } from '../http/handler.js';
import type { RequestedValues } from '../request/record.js';
import { authenticationRequest, proposedRequest } from '../request-view.js';
import { readHint } from './hints/one-hint.js';
import { type NotifyContext, notifyUser } from './notify-user.js';
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
  const { values, lifetime } = readParameters(params, client, config);
  const hint = readHint(params, config.hintOptional(client) === true);
  const user = await resolveUser(hint, { values, params, client }, host);
  await requireUserCode(params, user, client, host);
  await host.validateRequest?.(proposedRequest(values, client, user, deliveryModeOf(client)));
  const accepted = { client, user, values, lifetime, arrivedAt: request.arrivedAt };
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
  await notifyUser(authenticationRequest(record, 'pending', client, user), record, context);
  return { status: 200, body: { auth_req_id: authReqId, expires_in: lifetime, interval: config.interval } };
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

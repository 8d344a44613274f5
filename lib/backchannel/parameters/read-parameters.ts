import type { CibaClient } from '../../client/metadata.js';
import type { DetailsTypes } from '../../configuration/authorization-details.js';
import { readAuthorizationDetails, requireKnownTypes } from '../../parameters/authorization-details.js';
import { readResource } from '../../parameters/resource.js';
import type { RequestedValues } from '../../request/record.js';
import { readAcrValues } from './acr-values.js';
import { readBindingMessage } from './binding-message.js';
import { readClaims } from './claims.js';
import { readMaxAge } from './max-age.js';
import { readRequestContext } from './request-context.js';
import { type LifetimePolicy, readLifetime } from './requested-expiry.js';
import { readScope } from './scope.js';
import { readUiLocales } from './ui-locales.js';

/** What is asked for, and for how many seconds. */
export interface RequestedParameters {
  readonly values: RequestedValues;
  readonly lifetime: number;
}

/** What the server asks of parameters. */
export interface ParameterPolicy extends LifetimePolicy {
  readonly rules: { readonly requireBindingMessage: boolean };
  readonly authorizationDetails: DetailsTypes | undefined;
}

/** Checks what is asked for, in this order, and maps the registered names to ours. CIBA Core 1.0 §7.1. */
export function readParameters(
  params: URLSearchParams,
  client: CibaClient,
  policy: ParameterPolicy,
): RequestedParameters {
  const scope = readScope(params, client);
  const resource = readResource(params);
  const authorizationDetails = readAuthorizationDetails(params);
  requireKnownTypes(authorizationDetails, client, policy.authorizationDetails);
  const acrValues = readAcrValues(params);
  const lifetime = readLifetime(params, policy);
  const [requestContext, claims] = [readRequestContext(params), readClaims(params)];
  const [maxAge, uiLocales] = [readMaxAge(params), readUiLocales(params)];
  const bindingMessage = readBindingMessage(params, policy.rules.requireBindingMessage);
  const values = {
    scope,
    ...(resource && { resource }),
    ...(authorizationDetails && { authorizationDetails }),
    ...(acrValues && { acrValues }),
    ...(requestContext && { requestContext }),
    ...(claims && { claims }),
    ...(maxAge !== undefined && { maxAge }),
    ...(uiLocales && { uiLocales }),
    ...(bindingMessage !== undefined && { bindingMessage }),
  };
  return { values, lifetime };
}

import type { CibaClient } from '../../client/metadata.js';
import type { RequestedValues } from '../../request/record.js';
import { readAcrValues } from './acr-values.js';
import { readAuthorizationDetails } from './authorization-details.js';
import { readBindingMessage } from './binding-message.js';
import { readRequestContext } from './request-context.js';
import { type LifetimePolicy, readLifetime } from './requested-expiry.js';
import { readResource } from './resource.js';
import { readScope } from './scope.js';

/** What is asked for, and for how many seconds. */
export interface RequestedParameters {
  readonly values: RequestedValues;
  readonly lifetime: number;
}

/** What the server asks of parameters. */
export interface ParameterPolicy extends LifetimePolicy {
  readonly rules: { readonly requireBindingMessage: boolean };
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
  const acrValues = readAcrValues(params);
  const lifetime = readLifetime(params, policy);
  const requestContext = readRequestContext(params);
  const bindingMessage = readBindingMessage(params, policy.rules.requireBindingMessage);
  const values = {
    scope,
    ...(resource && { resource }),
    ...(authorizationDetails && { authorizationDetails }),
    ...(acrValues && { acrValues }),
    ...(requestContext && { requestContext }),
    ...(bindingMessage !== undefined && { bindingMessage }),
  };
  return { values, lifetime };
}

import type { CibaClient } from '../../client/metadata.js';
import type { RequestedValues } from '../../request/record.js';
import { readAcrValues } from './acr-values.js';
import { readAuthorizationDetails } from './authorization-details.js';
import { readBindingMessage } from './binding-message.js';
import { readRequestContext } from './request-context.js';
import { readResource } from './resource.js';
import { readScope } from './scope.js';

/** Checks what is asked for, in this order, and maps the registered names to ours. CIBA Core 1.0 §7.1. */
export function readRequestedValues(params: URLSearchParams, client: CibaClient): RequestedValues {
  const scope = readScope(params, client);
  const resource = readResource(params);
  const authorizationDetails = readAuthorizationDetails(params);
  const acrValues = readAcrValues(params);
  const requestContext = readRequestContext(params);
  const bindingMessage = readBindingMessage(params);
  return {
    scope,
    ...(resource && { resource }),
    ...(authorizationDetails && { authorizationDetails }),
    ...(acrValues && { acrValues }),
    ...(requestContext && { requestContext }),
    ...(bindingMessage !== undefined && { bindingMessage }),
  };
}

import type { JsonObject, RequestedValues } from './record.js';

/** What a client asks for that no approval changes, under the registered names. */
export interface AskedBeside {
  readonly binding_message?: string;
  readonly acr_values?: readonly string[];
  readonly request_context?: JsonObject;
  readonly claims?: JsonObject;
  readonly max_age?: number;
  readonly ui_locales?: readonly string[];
}

/** Those members of a request; what was not asked for is left out. */
export function askedBeside(requested: RequestedValues): AskedBeside {
  const { bindingMessage, acrValues, requestContext, claims, maxAge, uiLocales } = requested;
  return {
    ...(bindingMessage !== undefined && { binding_message: bindingMessage }),
    ...(acrValues && { acr_values: acrValues }),
    ...(requestContext && { request_context: requestContext }),
    ...(claims && { claims }),
    ...(maxAge !== undefined && { max_age: maxAge }),
    ...(uiLocales && { ui_locales: uiLocales }),
  };
}

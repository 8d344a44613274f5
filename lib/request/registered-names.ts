import type { JsonObject, RequestedValues } from './record.js';

/** What a client asks for that no approval changes, under the registered names. */
export interface AskedBeside {
  /** To be shown as it is, next to what the client shows. */
  readonly binding_message?: string;
  /** In the client's order of preference. */
  readonly acr_values?: readonly string[];
  /** FAPI-CIBA §5.3: a risk signal, never a fact. */
  readonly request_context?: JsonObject;
  /** Claims that the client asks for. OpenID Connect Core 1.0 §5.5. */
  readonly claims?: JsonObject;
  /** Seconds since the user authenticated, at most; `approve` judges the `auth_time` it is given by it. OpenID Connect Core 1.0 §3.1.2.1. */
  readonly max_age?: number;
  /** Languages to ask the user in, in order of preference. OpenID Connect Core 1.0 §3.1.2.1. */
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

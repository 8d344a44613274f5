/** Parameters of an authentication request: of CIBA, of what extends it, and of OpenID Connect, known by name even where they are not used. */
const REQUEST_PARAMETERS: ReadonlySet<string> = new Set([
  ...['scope', 'client_notification_token', 'acr_values', 'login_hint_token', 'id_token_hint', 'login_hint'],
  ...['binding_message', 'user_code', 'requested_expiry', 'request_context', 'authorization_details'],
  ...['resource', 'claims', 'nonce', 'max_age', 'ui_locales', 'claims_locales', 'prompt', 'purpose'],
]);

/** What may stand beside a signed request: itself, and what authenticates the client. CIBA Core 1.0 §7.1.1. */
const NO_PARAMETERS: ReadonlySet<string> = new Set([
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'cnf'],
  ...['client_id', 'client_secret', 'client_assertion', 'client_assertion_type', 'grant_type'],
]);

/** Whether a form holds, beside a signed request, a parameter that belongs inside it. */
export function hasOuterParameter(params: URLSearchParams): boolean {
  return [...params].some(([name, value]) => value !== '' && REQUEST_PARAMETERS.has(name));
}

/** Whether a name is that of a parameter known to anybody. */
export function isKnownParameter(name: string): boolean {
  return REQUEST_PARAMETERS.has(name);
}

/** Whether a name means the same to everybody, so that no host has a meaning of its own for it. */
export function isRegistered(name: string): boolean {
  return name === 'request' || REQUEST_PARAMETERS.has(name) || NO_PARAMETERS.has(name);
}

/** Whether a claim of a signed request is one of the request's parameters, known or not. */
export function isParameter(claim: string): boolean {
  return !NO_PARAMETERS.has(claim);
}

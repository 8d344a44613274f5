import { CibaError } from '../errors.js';

/** Longest value of each parameter, in characters; binding_message and requested_expiry have rules of their own. */
const LONGEST: Readonly<Record<string, number>> = {
  scope: 2048,
  acr_values: 1024,
  login_hint: 1024,
  login_hint_token: 16_384,
  id_token_hint: 16_384,
  user_code: 128,
  resource: 2048,
  authorization_details: 16_384,
  request_context: 8192,
  claims: 8192,
  ui_locales: 256,
};

/** Refuses a value longer than anything that could be meant, of all parameters or of those that are looked at. */
export function refuseOversized(params: URLSearchParams, looked?: readonly string[]): void {
  for (const [name, value] of params) {
    const ignored = looked !== undefined && !looked.includes(name);
    if (!ignored && value.length > (LONGEST[name] ?? Number.POSITIVE_INFINITY))
      throw new CibaError('invalid_request', 'A parameter is too long.');
  }
}

import { asking, type Case } from '../support/case.js';
import { parties } from '../support/parties.js';
import { USER_CODE } from '../support/server.js';

const scopes = [
  asking('no scope', '400 invalid_request', { fields: { scope: undefined } }),
  asking('a scope without openid', '400 invalid_scope', { fields: { scope: 'profile' } }),
  asking('a scope that the client has not registered', '400 invalid_scope', {
    fields: { scope: 'openid admin' },
  }),
  asking('a scope that nobody knows', '400 invalid_scope', { fields: { scope: 'openid unheard-of' } }),
  asking('a scope with a quote', '400 invalid_scope', { fields: { scope: 'openid "x"' } }),
  asking('a scope with two spaces', '400 invalid_scope', { fields: { scope: 'openid  profile' } }),
  asking('a scope in another order', '200', { fields: { scope: 'profile openid' } }),
  asking('OpenID in capitals', '400 invalid_scope', { fields: { scope: 'OPENID' } }),
];

const hints = [
  asking('no hint', '400 invalid_request', { fields: { login_hint: undefined } }),
  asking('login_hint and login_hint_token', '400 invalid_request', { fields: { login_hint_token: 'x' } }),
  asking('login_hint and id_token_hint', '400 invalid_request', { fields: { id_token_hint: 'x' } }),
  asking('login_hint_token and id_token_hint', '400 invalid_request', {
    fields: { login_hint: undefined, login_hint_token: 'x', id_token_hint: 'x' },
  }),
  asking('all three hints', '400 invalid_request', { fields: { login_hint_token: 'x', id_token_hint: 'x' } }),
  asking('a login_hint of nobody', '400 unknown_user_id', { fields: { login_hint: 'mallory' } }),
  asking('a login_hint of 2,000 characters', '400 invalid_request', {
    fields: { login_hint: 'x'.repeat(2_000) },
  }),
  asking('a login_hint_token of nobody', '400 unknown_user_id', {
    fields: { login_hint: undefined, login_hint_token: 'x' },
  }),
];

const messages = (
  [
    ['of one line break', '400 invalid_binding_message', 'a\nb'],
    ['that turns the direction of writing', '400 invalid_binding_message', 'pay \u202e01'],
    ['with an invisible character', '400 invalid_binding_message', 'a\u200bb'],
    ['of 101 characters', '400 invalid_binding_message', 'x'.repeat(101)],
    ['of 21 characters', '200', 'x'.repeat(21)],
    ['with a space', '200', 'Till 7'],
    ['with letters beyond ASCII', '200', '支払い'],
    ['of four digits', '200', '1234'],
  ] as const
).map(([what, answer, binding_message]) =>
  asking(`a binding_message ${what}`, answer, { fields: { binding_message } }),
);

const REFUSED = ['0', '-1', '1.5', 'abc', 'NaN', 'Infinity', '9'.repeat(400)];
const UNUSUAL = ['1e3', '0x10', ' 5 ', '+5', '005', '5.0', '99999999999'];
const TAKEN = ['30', '300', '999999999'];

const expiry = (requested_expiry: string, answer: string): Case => {
  const shown =
    requested_expiry.length > 20 ? `of ${requested_expiry.length} digits` : `"${requested_expiry}"`;
  return asking(`requested_expiry ${shown}`, answer, { fields: { requested_expiry } });
};

const expiries = [
  ...[...REFUSED, ...UNUSUAL].map((text) => expiry(text, '400 invalid_request')),
  ...TAKEN.map((text) => expiry(text, '200')),
];

const codes = [
  asking('the user_code', '200', { party: parties.coded, fields: { user_code: USER_CODE } }),
  asking('no user_code', '400 missing_user_code', { party: parties.coded }),
  asking('an empty user_code', '400 missing_user_code', { party: parties.coded, fields: { user_code: '' } }),
  asking('a wrong user_code', '400 invalid_user_code', { party: parties.coded, fields: { user_code: '1' } }),
  asking('a user_code from a client that need not send it', '200', { fields: { user_code: '1' } }),
];

/** Each parameter with values that are not to be taken, and a few that are. */
export const parameters: readonly Case[] = [
  ...scopes,
  ...hints,
  ...messages,
  ...expiries,
  ...codes,
  asking('a request_uri', '400 invalid_request', {
    fields: { scope: undefined, login_hint: undefined, request_uri: 'https://client.example.com/request' },
  }),
  asking('a malformed client_notification_token from a client that polls', '200', {
    fields: { client_notification_token: 'no token!' },
  }),
  asking('acr_values that nobody knows', '200', { fields: { acr_values: 'urn:acr:unheard-of' } }),
  asking('acr_values with a line break', '400 invalid_request', { fields: { acr_values: 'a\nb' } }),
  asking('max_age that is no number', '400 invalid_request', { fields: { max_age: 'abc' } }),
  asking('a registration', '200', { fields: { registration: '{}' } }),
  asking('a prompt', '200', { fields: { prompt: 'none' } }),
  asking('a relative resource', '400 invalid_target', { fields: { resource: 'api' } }),
  asking('a resource with a fragment', '400 invalid_target', {
    fields: { resource: 'https://api.example.com#x' },
  }),
  asking('a client without the grant', '400 unauthorized_client', { party: parties.noGrant }),
];

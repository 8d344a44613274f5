import { asking, type Case, polling } from '../support/case.js';
import { assertionFields, requestObject } from '../support/client.js';
import { parties } from '../support/parties.js';

/** Parameters of a request that are as good as any, once. */
const ONCE: Readonly<Record<string, string>> = {
  scope: 'openid',
  login_hint: 'alice',
  login_hint_token: 'token',
  id_token_hint: 'token',
  acr_values: 'urn:acr:1',
  binding_message: 'W4SCT',
  user_code: '1234',
  requested_expiry: '60',
  client_notification_token: 'token',
  request_context: '{}',
  request_uri: 'urn:request',
};

const repeated = Object.entries(ONCE).map(([name, value]) =>
  asking(`${name} twice`, '400 invalid_request', {
    fields: { login_hint: undefined, [name]: [value, value] },
  }),
);

const empty = [
  asking('an empty scope', '400 invalid_request', { fields: { scope: '' } }),
  asking('an empty login_hint', '400 invalid_request', { fields: { login_hint: '' } }),
  asking('an empty second hint', '200', { fields: { id_token_hint: '' } }),
  asking('an empty binding_message', '200', { fields: { binding_message: '' } }),
  asking('an empty requested_expiry', '200', { fields: { requested_expiry: '' } }),
  asking('an empty request', '200', { fields: { request: '' } }),
  asking('an empty request_uri', '200', { fields: { request_uri: '' } }),
  asking('an empty request from a client that must sign', '400 invalid_request', {
    party: parties.signer,
    fields: { request: '' },
  }),
  asking('an empty client_id', '401 invalid_client', { fields: { client_id: '' } }),
  asking('an empty client_secret', '401 invalid_client', { fields: { client_secret: '' } }),
  asking('an empty client_assertion', '401 invalid_client', {
    party: parties.es256,
    fields: { client_assertion: '' },
  }),
];

/** Parameters that occur twice, and those without a value. RFC 6749 §3.1. */
export const repetitions: readonly Case[] = [
  ...repeated,
  ...empty,
  asking('resource twice', '200', {
    fields: { resource: ['https://one.example.com', 'https://two.example.com'] },
  }),
  asking('client_id twice', '400 invalid_request', { fields: { client_id: ['post', 'post'] } }),
  asking('client_secret twice', '400 invalid_request', {
    fields: { client_secret: ['secret-of-post', 'secret-of-post'] },
  }),
  asking('client_assertion twice', '400 invalid_request', ({ issuer }) => {
    const { client_assertion, ...rest } = assertionFields(parties.es256, issuer);
    return {
      party: null,
      fields: { ...rest, client_assertion: [client_assertion, client_assertion].flat() as string[] },
    };
  }),
  asking('client_assertion_type twice', '400 invalid_request', ({ issuer }) => {
    const { client_assertion_type, ...rest } = assertionFields(parties.es256, issuer);
    return {
      party: null,
      fields: {
        ...rest,
        client_assertion_type: [client_assertion_type, client_assertion_type].flat() as string[],
      },
    };
  }),
  asking('request twice', '400 invalid_request', ({ issuer }) => {
    const request = requestObject(parties.signer, issuer);
    return {
      party: parties.signer,
      fields: { scope: undefined, login_hint: undefined, request: [request, request] },
    };
  }),
  asking('an unknown parameter twice', '400 invalid_request', { fields: { vendor: ['1', '2'] } }),
  asking('an unknown parameter', '200', { fields: { vendor: '1' } }),
  polling('grant_type twice', '400 invalid_request', {
    fields: { grant_type: ['urn:openid:params:grant-type:ciba', 'urn:openid:params:grant-type:ciba'] },
  }),
  polling('auth_req_id twice', '400 invalid_request', { fields: { auth_req_id: ['one', 'two'] } }),
  polling('client_id twice at the token endpoint', '400 invalid_request', {
    fields: { client_id: ['post', 'post'] },
  }),
  polling('an unknown parameter twice at the token endpoint', '400 invalid_request', {
    fields: { vendor: ['1', '2'] },
  }),
];

import { describe, expect, it } from '@jest/globals';
import { CIBA_GRANT } from '../../support/host.js';
import { expectUnregistered, pollClient, registered } from '../../support/signed-registration.js';

const texts = [
  ...['client_name', 'client_uri', 'logo_uri', 'tos_uri', 'policy_uri', 'scope', 'software_id'],
  ...['software_version', 'subject_type', 'sector_identifier_uri', 'jwks_uri', 'token_endpoint_auth_method'],
  ...['token_endpoint_auth_signing_alg', 'id_token_signed_response_alg', 'id_token_encrypted_response_alg'],
  ...['tls_client_auth_subject_dn', 'tls_client_auth_san_dns', 'tls_client_auth_san_uri'],
  ...['tls_client_auth_san_ip', 'tls_client_auth_san_email', 'backchannel_token_delivery_mode'],
  ...['backchannel_client_notification_endpoint', 'backchannel_authentication_request_signing_alg'],
];
const lists = ['contacts', 'redirect_uris', 'grant_types', 'response_types', 'authorization_details_types'];
const flags = [
  ...['require_signed_request_object', 'backchannel_user_code_parameter'],
  ...['tls_client_certificate_bound_access_tokens', 'dpop_bound_access_tokens'],
];

describe('members of client metadata', () => {
  it.each(texts)('%s is text', (name) => {
    for (const value of [5, true, null, ['x'], {}, 'x'.repeat(2049)])
      expectUnregistered({ ...pollClient, [name]: value }, `${name} is text.`);
  });

  it.each(lists)('%s is an array of text', (name) => {
    const long = Array.from({ length: 101 }, (_, at) => `x${at}`);
    for (const value of ['x', 5, true, null, {}, [5], [null], [''], [['x']], ['x'.repeat(2049)], long])
      expectUnregistered({ ...pollClient, [name]: value }, `${name} is an array of text.`);
  });

  it.each(flags)('%s is true or false', (name) => {
    for (const value of ['true', 'false', 1, 0, null, [], {}])
      expectUnregistered({ ...pollClient, [name]: value }, `${name} is true or false.`);
  });

  it('may be as long as that', () => {
    const contacts = Array.from({ length: 100 }, (_, at) => `${at}@client.example`);
    const long = { client_name: 'x'.repeat(2048), contacts };
    expect(registered(long)).toMatchObject(long);
  });

  it('that are undefined are not there', () => {
    const none = Object.fromEntries([...texts, ...lists, ...flags, 'jwks'].map((name) => [name, undefined]));
    expect(registered({ ...none, ...pollClient })).toEqual(registered({}));
  });

  it('that nobody knows are left out, whatever they are', () => {
    const strange = { made_up: { deep: [1] }, client_id_issued_at: 5, constructor: 'x', toString: null };
    const metadata = { ...strange, ...JSON.parse('{"__proto__":{"scope":"admin"}}') };
    expect(registered(metadata)).toEqual(registered({}));
    expect(registered(metadata).scope).toBeUndefined();
  });

  it('are echoed with the defaults that were applied', () => {
    const grant_types = ['authorization_code', CIBA_GRANT];
    const given = {
      client_name: 'Till 7',
      scope: 'openid pay',
      contacts: ['ops@client.example'],
      redirect_uris: ['https://client.example/cb'],
      grant_types,
      authorization_details_types: ['payment'],
    };
    expect(registered(given)).toEqual({
      ...given,
      backchannel_token_delivery_mode: 'poll',
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      backchannel_user_code_parameter: false,
    });
  });
});

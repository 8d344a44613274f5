import { describe, expect, it } from '@jest/globals';
import { CIBA_GRANT, type TestHostOptions } from '../support/host.js';
import { keyRing } from '../support/receiver-host.js';
import { expectUnregistered, registered } from '../support/signed-registration.js';

const ENDPOINT = 'backchannel_client_notification_endpoint';
const MODE = 'backchannel_token_delivery_mode';
const AT = 'https://client.example.com/cb';
const HTTPS = 'The notification endpoint is an https URL.';
const TEXT = `${ENDPOINT} is text.`;

const options: TestHostOptions = { deliveryModes: ['poll', 'ping', 'push'], notification: { keyRing } };

describe.each(['ping', 'push'])('a client that registers for %s', (mode) => {
  const metadata = { [MODE]: mode, [ENDPOINT]: AT, grant_types: [CIBA_GRANT] };

  it.each([
    AT,
    'https://client.example.com:8443/ciba/cb?tenant=7',
    'https://192.0.2.7/cb',
    'HTTPS://Client.Example.com/cb',
  ])('keeps its endpoint as it wrote it: %s', (endpoint) => {
    const answer = registered({ ...metadata, [ENDPOINT]: endpoint }, options);
    expect([answer[MODE], answer[ENDPOINT]]).toEqual([mode, endpoint]);
  });

  it.each([undefined, null])('needs an endpoint: %j', (endpoint) => {
    const description = endpoint === undefined ? 'A notification endpoint is required.' : TEXT;
    expectUnregistered({ ...metadata, [ENDPOINT]: endpoint }, description, options);
  });

  it.each<[string, unknown]>([
    ['http', 'http://client.example.com/cb'],
    ['http on loopback', 'http://127.0.0.1/cb'],
    ['another scheme', 'ftp://client.example.com/cb'],
    ['a script', 'javascript:alert(1)'],
    ['a user name', 'https://user@client.example.com/cb'],
    ['a password', 'https://:secret@client.example.com/cb'],
    ['a fragment', 'https://client.example.com/cb#part'],
    ['no host', 'https://'],
    ['a path alone', '/cb'],
    ['nothing in it', ''],
    ['no text', 5],
    ['a list', [AT]],
    ['an object', { href: AT }],
  ])('is refused an endpoint with %s', (_what, endpoint) => {
    expectUnregistered(
      { ...metadata, [ENDPOINT]: endpoint },
      typeof endpoint === 'string' ? HTTPS : TEXT,
      options,
    );
  });

  it('is refused where the mode is not offered', () => {
    expectUnregistered(metadata, 'backchannel_token_delivery_mode is required, and one that is offered.');
  });
});

describe('the grant type', () => {
  const [ping, push] = ['ping', 'push'].map((mode) => ({ [MODE]: mode, [ENDPOINT]: AT }));

  it('must be listed for ping, whose client fetches its tokens', () => {
    const description = 'grant_types lists the CIBA grant type.';
    expectUnregistered({ ...ping, grant_types: [] }, description, options);
    expectUnregistered(ping, description, options);
  });

  it.each([[[]], [['authorization_code']], [[CIBA_GRANT]]])('may be anything for push: %j', (grant_types) => {
    const redirect_uris = ['https://client.example.com/redirected'];
    expect(registered({ ...push, grant_types, redirect_uris }, options).grant_types).toEqual(grant_types);
  });
});

describe('under a FAPI profile', () => {
  it('push is no mode to register for', () => {
    const description = 'backchannel_token_delivery_mode is required, and one that is offered.';
    const fapi: TestHostOptions = { profile: 'fapi-ciba', deliveryModes: ['poll', 'ping'] };
    expectUnregistered({ [MODE]: 'push', [ENDPOINT]: AT }, description, fapi);
  });
});

import { setImmediate as soon } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { ProfileEvent } from '../../lib/events.js';
import { testHost } from '../support/host.js';
import { fapiHost } from '../support/signed-profile.js';

const announced: ProfileEvent = {
  profile: 'fapi-ciba',
  client_auth_methods: ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'],
  signing_algs: ['PS256', 'ES256'],
  signed_requests: true,
  request_lifetime: 3600,
  certificate_bound_tokens: true,
  binding_message_required: true,
  assertion_audience: 'issuer',
};

/** What a listener hears that is attached as soon as the instance is there. */
async function heardOf({ ciba }: Pick<ReturnType<typeof testHost>, 'ciba'>): Promise<ProfileEvent[]> {
  const heard: ProfileEvent[] = [];
  ciba.on('profile', (event) => heard.push(event));
  expect(heard).toEqual([]);
  await soon();
  return heard;
}

describe('the event profile', () => {
  it('says once, to whoever listens from the start, what the profile turned on', async () => {
    expect(await heardOf(fapiHost())).toEqual([announced]);
  });

  it.each<[object, Partial<ProfileEvent>]>([
    [{ requireBindingMessage: false }, { binding_message_required: false }],
    [{ assertionAudience: 'ciba-core' }, { assertion_audience: 'ciba-core' }],
    [{ clientAuthMethods: ['tls_client_auth'] }, { client_auth_methods: ['tls_client_auth'] }],
  ])('says what the options made of it: %j', async (options, changes) => {
    expect(await heardOf(fapiHost(options))).toEqual([{ ...announced, ...changes }]);
  });

  it('is not told to those that come later', async () => {
    const host = fapiHost();
    await soon();
    expect(await heardOf(host)).toEqual([]);
  });

  it('is not told without the profile', async () => {
    expect(await heardOf(testHost())).toEqual([]);
  });

  it('harms nobody where its listener throws', async () => {
    const host = fapiHost();
    host.ciba.on('profile', () => {
      throw new Error('no log');
    });
    expect(await heardOf(host)).toEqual([announced]);
    expect(host.logged).toEqual([[new Error('no log'), 'a listener of the event profile threw']]);
  });
});

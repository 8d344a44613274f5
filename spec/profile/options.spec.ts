import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '../../lib/errors.js';
import { type TestHostOptions, testHost } from '../support/host.js';

const METHODS = 'private_key_jwt, tls_client_auth, self_signed_tls_client_auth';

/** The code and text by which a start under the profile is refused. */
function refusalOf(options: object): [code?: string, message?: string] {
  try {
    testHost({ profile: 'fapi-ciba', ...options } as TestHostOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    const { code, message } = error as ConfigurationError;
    return [code, message];
  }
  return [];
}

describe('the profile fapi-ciba at start-up', () => {
  it.each<[string, object, string]>([
    ['push', { deliveryModes: ['poll', 'push'] }, 'deliveryModes has push'],
    ['push alone', { deliveryModes: ['push'] }, 'deliveryModes has push'],
    ['no poll', { deliveryModes: ['ping'] }, 'deliveryModes lacks poll'],
    ['no delivery mode', { deliveryModes: [] }, 'deliveryModes lacks poll'],
    ['null for delivery modes', { deliveryModes: null }, 'deliveryModes lacks poll'],
    [
      'requests without a hint',
      { hintOptional: () => false },
      'hintOptional lets requests come without a hint',
    ],
    [
      'client authentication of the host’s own',
      { adapter: { authenticateClient: () => undefined } },
      'adapter.authenticateClient stands in place of its methods',
    ],
  ])('refuses what contradicts it: %s', (_name, options, what) => {
    expect(refusalOf(options)).toEqual([
      'ERR_CIBA_PROFILE',
      `the profile fapi-ciba forbids it: ${what} (ERR_CIBA_PROFILE)`,
    ]);
  });

  it.each([
    [['client_secret_basic']],
    [['client_secret_post']],
    [['private_key_jwt', 'client_secret_basic']],
    [['client_secret_jwt']],
    [['none']],
    [['unheard_of']],
    [[]],
    ['private_key_jwt'],
    [{ 0: 'private_key_jwt', length: 1 }],
    [null],
  ])('refuses the clientAuthMethods %j', (clientAuthMethods) => {
    expect(refusalOf({ clientAuthMethods })).toEqual([
      'ERR_CIBA_AUTH_METHODS',
      `clientAuthMethods lists some of ${METHODS} (ERR_CIBA_AUTH_METHODS)`,
    ]);
  });

  it.each(['true', 1, null])('refuses the requireBindingMessage %j', (requireBindingMessage) => {
    expect(refusalOf({ requireBindingMessage })).toEqual([
      'ERR_CIBA_PROFILE',
      'requireBindingMessage is true or false (ERR_CIBA_PROFILE)',
    ]);
  });

  it.each(['fapi2', 'FAPI-CIBA', 'fapi-ciba ', '', true, null, ['fapi-ciba'], {}])(
    'is no other than fapi-ciba: %j',
    (profile) => {
      expect(refusalOf({ profile })).toEqual([
        'ERR_CIBA_PROFILE',
        "profile is 'fapi-ciba', or left out (ERR_CIBA_PROFILE)",
      ]);
    },
  );

  it.each<[string, object]>([
    ['nothing more', {}],
    ['poll by name', { deliveryModes: ['poll'] }],
    ['one of its methods', { clientAuthMethods: ['tls_client_auth'] }],
    ['no duty to send binding messages', { requireBindingMessage: false }],
    ['the duty to send them, which is its own', { requireBindingMessage: true }],
    ['either audience of assertions', { assertionAudience: 'ciba-core' }],
    ['options that are undefined', { hintOptional: undefined, deliveryModes: undefined }],
    ['no keys', { idToken: { keys: [] } }],
  ])('takes %s', (_name, options) => {
    expect(refusalOf(options)).toEqual([]);
  });

  it('refuses all other mistakes as ever', () => {
    expect(refusalOf({ interval: 0 })[0]).toBe('ERR_CIBA_DURATION');
    expect(refusalOf({ deliveryModes: ['poll', 'telepathy'] })[0]).toBe('ERR_CIBA_DELIVERY_MODES');
    expect(refusalOf({ profiles: 'fapi-ciba' })[0]).toBe('ERR_CIBA_UNKNOWN_OPTION');
  });
});

describe('without the profile', () => {
  it('nothing of it is refused', () => {
    const options = {
      hintOptional: () => true,
      clientAuthMethods: ['client_secret_basic'] as const,
      adapter: { authenticateClient: () => undefined },
    };
    expect(() => testHost(options)).not.toThrow();
    expect(() => testHost({ ...options, profile: undefined as never })).not.toThrow();
  });
});

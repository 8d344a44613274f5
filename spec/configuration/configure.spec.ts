import { describe, expect, it } from '@jest/globals';
import type { CibaAdapter } from '../../lib/adapter.js';
import { configure } from '../../lib/configuration/configure.js';
import { createCiba } from '../../lib/create-ciba.js';
import { ConfigurationError } from '../../lib/errors.js';
import type { CibaOptions } from '../../lib/options.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { signingKey } from '../support/host.js';

const adapter: CibaAdapter = {
  getClient: () => undefined,
  resolveUser: () => undefined,
  notifyUser: () => undefined,
  issueTokens: () => ({ access_token: 'a', token_type: 'Bearer' }),
};
const logger = { error: () => {}, warn: () => {} };
const options: CibaOptions = { issuer: 'https://as.example.com', store: memoryStore(), adapter, logger };
const without = (name: keyof CibaAdapter) => ({ adapter: { ...adapter, [name]: undefined } });

const year = 31_536_000;

describe('start-up refuses', () => {
  it.each<[string, string, object]>([
    ['ERR_CIBA_ISSUER', 'no issuer', { issuer: undefined }],
    ['ERR_CIBA_ISSUER', 'a relative issuer', { issuer: '/as' }],
    ['ERR_CIBA_ISSUER', 'http', { issuer: 'http://as.example.com' }],
    ['ERR_CIBA_ISSUER', 'http on a private address', { issuer: 'http://10.0.0.1' }],
    [
      'ERR_CIBA_ISSUER',
      'http on a name that looks like loopback',
      { issuer: 'http://localhost.example.com' },
    ],
    ['ERR_CIBA_ISSUER', 'another scheme', { issuer: 'ftp://as.example.com' }],
    ['ERR_CIBA_ISSUER', 'a query', { issuer: 'https://as.example.com?a' }],
    ['ERR_CIBA_ISSUER', 'an empty query', { issuer: 'https://as.example.com?' }],
    ['ERR_CIBA_ISSUER', 'a fragment', { issuer: 'https://as.example.com#a' }],
    ['ERR_CIBA_ISSUER', 'an empty fragment', { issuer: 'https://as.example.com#' }],
    ['ERR_CIBA_STORE', 'no store', { store: undefined }],
    ['ERR_CIBA_STORE', 'a Redis client for a store', { store: { get: () => null } }],
    ['ERR_CIBA_ADAPTER', 'no adapter', { adapter: undefined }],
    ['ERR_CIBA_ADAPTER', 'an adapter without getClient', without('getClient')],
    ['ERR_CIBA_ADAPTER', 'an adapter without resolveUser', without('resolveUser')],
    ['ERR_CIBA_ADAPTER', 'an adapter without notifyUser', without('notifyUser')],
    ['ERR_CIBA_ADAPTER', 'an adapter without issueTokens', without('issueTokens')],
    ['ERR_CIBA_PATH', 'a mount path without a slash', { mountPath: 'oauth' }],
    ['ERR_CIBA_PATH', 'a mount path with a query', { mountPath: '/oauth?x' }],
    ['ERR_CIBA_PATH', 'a path without a slash', { paths: { token: 'token' } }],
    ['ERR_CIBA_PATH', 'an empty path', { paths: { backchannelAuthentication: '' } }],
    ['ERR_CIBA_PATH', 'a path with a fragment', { paths: { token: '/token#x' } }],
    ['ERR_CIBA_PATH', 'a path with a space', { paths: { token: '/to ken' } }],
    ['ERR_CIBA_PATH', 'a path that is a URL', { paths: { token: 'https://as.example.com/token' } }],
    ['ERR_CIBA_ENDPOINT', 'an endpoint that is a path', { endpoints: { token: '/token' } }],
    ['ERR_CIBA_ENDPOINT', 'an endpoint by http', { endpoints: { token: 'http://as.example.com/token' } }],
    [
      'ERR_CIBA_ENDPOINT',
      'an endpoint by another scheme',
      { endpoints: { backchannelAuthentication: 'mailto:a@b' } },
    ],
    ['ERR_CIBA_ENDPOINT', 'an mTLS endpoint that is a path', { mtlsEndpoints: { token: '/token' } }],
    [
      'ERR_CIBA_ENDPOINT',
      'an mTLS endpoint by http',
      { mtlsEndpoints: { token: 'http://mtls.example.com/t' } },
    ],
    ['ERR_CIBA_ENDPOINT', 'an mTLS endpoint that is no text', { mtlsEndpoints: { token: 5 } }],
    ['ERR_CIBA_ENDPOINT', 'an empty mTLS endpoint', { mtlsEndpoints: { backchannelAuthentication: '' } }],
    [
      'ERR_CIBA_UNKNOWN_OPTION',
      'mTLS endpoints that are text',
      { mtlsEndpoints: 'https://mtls.example.com' },
    ],
    [
      'ERR_CIBA_AUDIENCE',
      'an audience of assertions that is a URL',
      { assertionAudience: 'https://a.example' },
    ],
    ['ERR_CIBA_AUDIENCE', 'another audience of assertions', { assertionAudience: 'ciba_core' }],
    ['ERR_CIBA_AUDIENCE', 'null for the audience of assertions', { assertionAudience: null }],
    ['ERR_CIBA_AUDIENCE', 'two audiences of assertions', { assertionAudience: ['issuer'] }],
    ['ERR_CIBA_AUTH_METHODS', 'no method of client authentication', { clientAuthMethods: [] }],
    ['ERR_CIBA_AUTH_METHODS', 'a method that is not built in', { clientAuthMethods: ['attest_jwt'] }],
    ['ERR_CIBA_AUTH_METHODS', 'none', { clientAuthMethods: ['client_secret_basic', 'none'] }],
    ['ERR_CIBA_AUTH_METHODS', 'a misspelt method', { clientAuthMethods: ['privateKeyJwt'] }],
    ['ERR_CIBA_AUTH_METHODS', 'a method that is no text', { clientAuthMethods: [undefined] }],
    ['ERR_CIBA_AUTH_METHODS', 'a method that is no list', { clientAuthMethods: 'client_secret_basic' }],
    ['ERR_CIBA_AUTH_METHODS', 'null for methods', { clientAuthMethods: null }],
    ['ERR_CIBA_PROFILE', 'a profile that does not exist', { profile: 'fapi2' }],
    ['ERR_CIBA_PROFILE', 'a profile that is true', { profile: true }],
    ['ERR_CIBA_PROFILE', 'a binding message that is required by text', { requireBindingMessage: 'true' }],
    [
      'ERR_CIBA_ADAPTER',
      'certificates that are no function',
      { adapter: { ...adapter, getCertificate: {} } },
    ],
    ['ERR_CIBA_DELIVERY_MODES', 'no delivery mode', { deliveryModes: [] }],
    ['ERR_CIBA_DELIVERY_MODES', 'a delivery mode that does not exist', { deliveryModes: ['poll', 'pull'] }],
    ['ERR_CIBA_DELIVERY_MODES', 'a delivery mode in capitals', { deliveryModes: ['PING'] }],
    ['ERR_CIBA_DELIVERY_MODES', 'a delivery mode that is no list', { deliveryModes: 'push' }],
    ['ERR_CIBA_DELIVERY_MODES', 'a delivery mode that is no text', { deliveryModes: [['poll']] }],
    ['ERR_CIBA_DELIVERY_MODES', 'null for delivery modes', { deliveryModes: null }],
    ['ERR_CIBA_FUNCTION', 'long polling that is true', { longPoll: true }],
    ['ERR_CIBA_FUNCTION', 'long polling that is null', { longPoll: null }],
    ['ERR_CIBA_DURATION', 'a longPollTimeout of 0', { longPollTimeout: 0 }],
    ['ERR_CIBA_DURATION', 'a poll that is held longer than clients wait', { longPollTimeout: 25.1 }],
    ['ERR_CIBA_DURATION', 'a longPollTimeout that is text', { longPollTimeout: '25' }],
    ['ERR_CIBA_DURATION', 'interval 0', { interval: 0 }],
    ['ERR_CIBA_DURATION', 'a broken interval', { interval: 1.5 }],
    ['ERR_CIBA_DURATION', 'an interval that is text', { interval: '5' }],
    ['ERR_CIBA_DURATION', 'an interval of more than an hour', { interval: 3601 }],
    ['ERR_CIBA_DURATION', 'expiresIn 0', { expiresIn: 0 }],
    ['ERR_CIBA_DURATION', 'a negative expiresIn', { expiresIn: -1 }],
    ['ERR_CIBA_DURATION', 'a broken maxExpiresIn', { maxExpiresIn: 600.5 }],
    ['ERR_CIBA_DURATION', 'a lifetime of more than a year', { maxExpiresIn: year + 1 }],
    ['ERR_CIBA_DURATION', 'retention that is no number', { retention: Number.NaN }],
    ['ERR_CIBA_DURATION', 'a broken blockFor', { blockFor: 86_400 / 7 }],
    ['ERR_CIBA_DURATION', 'a blockFor that never ends', { blockFor: Number.POSITIVE_INFINITY }],
    ['ERR_CIBA_DURATION', 'callbackTimeout 0', { callbackTimeout: 0 }],
    ['ERR_CIBA_DURATION', 'a callbackTimeout of more than a minute', { callbackTimeout: 61, claimLease: 90 }],
    ['ERR_CIBA_DURATION', 'an endless claimLease', { claimLease: Number.POSITIVE_INFINITY }],
    ['ERR_CIBA_DURATION', 'notifyTimeout 0', { notifyTimeout: 0 }],
    ['ERR_CIBA_DURATION', 'a storeTimeout that is text', { storeTimeout: '2' }],
    ['ERR_CIBA_DURATION', 'ID tokens that never lived', { idToken: { keys: [], expiresIn: 0 } }],
    ['ERR_CIBA_LIFETIME', 'expiresIn above maxExpiresIn', { expiresIn: 601, maxExpiresIn: 600 }],
    ['ERR_CIBA_LEASE', 'a lease as short as a callback may take', { claimLease: 8 }],
    ['ERR_CIBA_LEASE', 'a callback that may outlast the lease', { callbackTimeout: 20 }],
    ['ERR_CIBA_CAPS', 'a cap of 0', { caps: { pendingPerUser: 0 } }],
    ['ERR_CIBA_CAPS', 'a broken cap', { caps: { pendingPerClientAndUser: 1.5 } }],
    ['ERR_CIBA_CAPS', 'a cap that is text', { caps: { pendingPerUser: '10' } }],
    ['ERR_CIBA_CAPS', 'a cap that is true', { caps: { pendingPerUser: true } }],
    ['ERR_CIBA_SIGNING_KEY', 'a key that does not sign', { idToken: { keys: [{ kty: 'EC' }] } }],
    [
      'ERR_CIBA_SIGNING_ALG',
      'a key for another algorithm',
      { idToken: { keys: [{ ...signingKey, alg: 'RS256' }] } },
    ],
    ['ERR_CIBA_TEXTS', 'an alias that is no list', { grantTypeAliases: 'urn:x' }],
    ['ERR_CIBA_TEXTS', 'an empty alias', { grantTypeAliases: [''] }],
    ['ERR_CIBA_TEXTS', 'an alias that is no text', { grantTypeAliases: [5] }],
    ['ERR_CIBA_UNKNOWN_OPTION', 'an option that does not exist', { expires_in: 60 }],
    ['ERR_CIBA_UNKNOWN_OPTION', 'an option of a later version', { waitReplicas: 1 }],
  ])('%s: %s', (code, _name, changes) => {
    expect(codeOf({ ...options, ...changes })).toBe(code);
  });

  it.each<[string, object]>([
    ['option assertionaudience', { assertionaudience: 'issuer' }],
    ['option assertion_audience', { assertion_audience: 'issuer' }],
    ['option clientAuthMethod', { clientAuthMethod: ['client_secret_basic'] }],
    ['option requireBindingMessages', { requireBindingMessages: true }],
    ['option mtlsEndpoint', { mtlsEndpoint: {} }],
    ['option mtlsEndpoints.tokens', { mtlsEndpoints: { tokens: 'https://mtls.example.com/t' } }],
    [
      'option mtlsEndpoints.token_endpoint',
      { mtlsEndpoints: { token_endpoint: 'https://mtls.example.com/t' } },
    ],
    ['option profiles', { profiles: 'fapi-ciba' }],
    ['option outBound', { outBound: {} }],
    ['option longpoll', { longpoll: () => true }],
    ['option queueNotify', { queueNotify: true }],
    ['option notifications', { notifications: {} }],
    ['callback adapter.getcertificate', { adapter: { ...adapter, getcertificate: () => undefined } }],
  ])('a misspelt one: %s', (what, changes) => {
    expect(codeOf({ ...options, ...changes })).toBe('ERR_CIBA_UNKNOWN_OPTION');
    expect(() => createCiba({ ...options, ...changes } as never)).toThrow(`unknown ${what};`);
  });

  it.each([1, 'true', null])('number matching that is %j', (numberMatching) => {
    expect(codeOf({ ...options, store: memoryStore(), numberMatching })).toBe('ERR_CIBA_FLAG');
  });

  it.each([1, 'true'])('a queue that is %j', (queueNotifyUser) => {
    expect(codeOf({ ...options, store: memoryStore(), queueNotifyUser })).toBe('ERR_CIBA_FLAG');
  });

  it('names what an option may be', () => {
    expect(() => createCiba({ ...options, assertionAudience: 'x' } as never)).toThrow(
      "assertionAudience is 'issuer' or 'ciba-core' (ERR_CIBA_AUDIENCE)",
    );
    expect(() => createCiba({ ...options, clientAuthMethods: ['x'] } as never)).toThrow(
      'clientAuthMethods lists some of client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt, tls_client_auth, self_signed_tls_client_auth (ERR_CIBA_AUTH_METHODS)',
    );
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['text', 'x'],
    ['a misspelt option of its own', { allowLoopbacks: true }],
    ['ports that are text', { ports: ['443'] }],
    ['a deadline of 0', { timeout: 0 }],
  ])('outbound that is %s', (_name, outbound) => {
    expect(codeOf({ ...options, store: memoryStore(), outbound })).toMatch(/^ERR_CIBA_/);
  });

  it('names the callback that is missing, the option that is unknown', () => {
    expect(() => createCiba({ ...options, ...without('notifyUser') } as never)).toThrow(
      'adapter.notifyUser is required',
    );
    expect(() => createCiba({ ...options, expirseIn: 60 } as never)).toThrow('unknown option expirseIn');
  });
});

describe('start-up takes', () => {
  it.each<[string, object]>([
    ['http on localhost', { issuer: 'http://localhost:3000' }],
    ['http on 127.0.0.1', { issuer: 'http://127.0.0.1:3000' }],
    ['http on ::1', { issuer: 'http://[::1]:3000' }],
    ['an issuer with a path', { issuer: 'https://as.example.com/tenant' }],
    ['an issuer with a slash at its end', { issuer: 'https://as.example.com/' }],
    [
      'http endpoints on loopback',
      { issuer: 'http://localhost:3', endpoints: { token: 'http://localhost:3/t' } },
    ],
    ['one cap turned off', { caps: { pendingPerUser: false } }],
    ['a year', { expiresIn: year, maxExpiresIn: year, retention: year }],
    [
      'broken seconds for deadlines',
      { callbackTimeout: 0.5, claimLease: 0.75, notifyTimeout: 0.1, storeTimeout: 0.1 },
    ],
    ['no keys', { idToken: { keys: [] } }],
    ['either audience of assertions', { assertionAudience: 'ciba-core' }],
    ['one method of client authentication', { clientAuthMethods: ['self_signed_tls_client_auth'] }],
    ['a required binding message', { requireBindingMessage: true }],
    ['one mTLS endpoint', { mtlsEndpoints: { token: 'https://mtls.example.com:8443/token' } }],
    ['no mTLS endpoint', { mtlsEndpoints: {} }],
    ['null for mTLS endpoints, as for others', { mtlsEndpoints: null, endpoints: null, paths: null }],
    ['an mTLS endpoint that is undefined', { mtlsEndpoints: { token: undefined } }],
    ['how keys are fetched', { outbound: { allowLoopback: true, ports: [443, 8443], timeout: 1 } }],
    ['the profile', { profile: 'fapi-ciba' }],
    ['ping beside poll', { deliveryModes: ['poll', 'ping'] }],
    ['all three delivery modes in one process', { deliveryModes: ['poll', 'ping', 'push'] }],
    ['push alone', { deliveryModes: ['push'] }],
    ['long polling', { longPoll: () => true, longPollTimeout: 0.5 }],
    ['asking users from the queue', { queueNotifyUser: true }],
  ])('%s', (_name, changes) => {
    expect(codeOf({ ...options, store: memoryStore(), ...changes })).toBeUndefined();
  });
});

describe('the defaults', () => {
  it('are those that are documented', () => {
    expect(configure(options)).toMatchObject({
      issuer: 'https://as.example.com',
      mountPath: '',
      paths: { backchannelAuthentication: '/bc-authorize', token: '/token' },
      endpoints: {
        backchannelAuthentication: 'https://as.example.com/bc-authorize',
        token: 'https://as.example.com/token',
      },
      deliveryModes: ['poll'],
      interval: 5,
      expiresIn: 300,
      maxExpiresIn: 600,
      retention: 600,
      idToken: { keys: [], expiresIn: 3600 },
      grantTypeAliases: [],
      capsFor: expect.any(Function),
      blockFor: 2_592_000,
      callbackTimeout: 8,
      claimLease: 10,
      notifyTimeout: 5,
      storeTimeout: 2,
      assertionAudience: 'issuer',
      mtlsEndpoints: {},
      offersCertificates: false,
      outbound: {},
      notification: { outbound: {} },
      queueNotifyUser: false,
      longPollTimeout: 25,
      rules: {
        profile: undefined,
        clientAuthMethods: [
          ...['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt'],
          ...['tls_client_auth', 'self_signed_tls_client_auth'],
        ],
        signedRequests: false,
        requestLifetime: 86_400,
        certificateBoundTokens: false,
        requireBindingMessage: false,
      },
    });
    expect(configure(options).hints.optional({ client_id: 'x' })).toBe(false);
    expect(configure(options).longPoll({ client_id: 'x' })).toBe(false);
    expect(Object.isFrozen(configure(options))).toBe(true);
  });

  it.each([
    [{ expiresIn: 900 }, { maxExpiresIn: 900 }],
    [{ mountPath: '/' }, { mountPath: '' }],
    [{ mountPath: '/oauth/' }, { mountPath: '/oauth' }],
    [
      { issuer: 'https://as.example.com/tenant', mountPath: '/oauth', paths: { token: '/tokens' } },
      {
        endpoints: {
          backchannelAuthentication: 'https://as.example.com/oauth/bc-authorize',
          token: 'https://as.example.com/oauth/tokens',
        },
      },
    ],
    [
      { endpoints: { token: 'https://mtls.example.com/token' } },
      {
        endpoints: {
          backchannelAuthentication: 'https://as.example.com/bc-authorize',
          token: 'https://mtls.example.com/token',
        },
      },
    ],
    [
      {
        interval: undefined,
        caps: undefined,
        idToken: undefined,
        mountPath: undefined,
        paths: {},
        endpoints: {},
      },
      { interval: 5, blockFor: 2_592_000, mountPath: '' },
    ],
    [
      { profile: 'fapi-ciba' },
      {
        offersCertificates: true,
        rules: {
          clientAuthMethods: ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'],
          signingAlgs: ['PS256', 'ES256'],
          signedRequests: true,
          requestLifetime: 3600,
          certificateBoundTokens: true,
          requireBindingMessage: true,
        },
      },
    ],
    [{ requireBindingMessage: true }, { rules: { profile: undefined, requireBindingMessage: true } }],
    [
      { profile: 'fapi-ciba', requireBindingMessage: false },
      { rules: { profile: 'fapi-ciba', requireBindingMessage: false } },
    ],
    [{ clientAuthMethods: ['tls_client_auth'] }, { offersCertificates: true }],
    [{ clientAuthMethods: ['private_key_jwt'] }, { offersCertificates: false }],
    [{ mtlsEndpoints: {} }, { offersCertificates: false }],
    [{ mtlsEndpoints: { token: 'https://mtls.example.com/t' } }, { offersCertificates: true }],
  ])('with %j make %j', (changes, expected) => {
    expect(configure({ ...options, ...changes } as CibaOptions)).toMatchObject(expected);
  });
});

/** The code of a refusal; what is not refused is closed again. */
function codeOf(given: object): string | undefined {
  try {
    void createCiba(given as never).close();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).code;
  }
  return undefined;
}

import { setImmediate as soon } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Mitigation } from '../../lib/configuration/mitigations.js';
import type { CibaOptions } from '../../lib/options.js';
import { memoryStore } from '../../lib/store/memory/memory-store.js';
import { signedBy } from '../support/hint-tokens.ts';
import { type TestHostOptions, testHost } from '../support/host.js';
import { storeWith } from '../support/http-store.js';
import { keyRing } from '../support/receiver-host.js';
import { fapiHost } from '../support/signed-profile.js';

/** What is told, in order, to whoever listens from the start. */
async function toldBy({ ciba }: Pick<ReturnType<typeof testHost>, 'ciba'>): Promise<unknown[]> {
  const told: unknown[] = [];
  ciba.on('mitigations', (event) => told.push(event));
  expect(told).toEqual([]);
  await soon();
  return told;
}

/** Everything on that can be. */
const strict: TestHostOptions = {
  allowedHints: () => ['id_token_hint'],
  loginHintTokens: [{ issuer: 'https://operator.example.com', jwks: { keys: [signedBy.jwk] } }],
  requireBindingMessage: true,
  numberMatching: true,
  authorizationDetails: { payment: {} },
  clientAuthMethods: ['private_key_jwt'],
  dpop: { nonceKey: Buffer.alloc(32) },
  deliveryModes: ['poll', 'ping', 'push'],
  notification: { keyRing },
  adapter: { verifyUserCode: () => true, revalidate: () => true, revokeTokens: () => undefined },
};

/** A host that knows from where a request comes. */
const addressed = { ...strict.adapter, getAddress: () => '192.0.2.1' };

const elsewhere = (): CibaOptions['store'] => ({ ...storeWith(() => ({})), external: true });

describe('the event mitigations', () => {
  afterEach(() => {
    process.env.NODE_ENV = 'test';
    jest.restoreAllMocks();
  });

  it('names what a host leaves off that chooses nothing', async () => {
    expect(await toldBy(testHost())).toEqual([
      {
        off: [
          ...['adapter.verifyUserCode', 'allowedHints', 'loginHintTokens', 'requireBindingMessage'],
          ...[
            'numberMatching',
            'authorizationDetails',
            'adapter.revalidate',
            'adapter.revokeTokens',
            'clientAuthMethods',
            'secretAttempts',
            'dpop',
          ],
        ],
      },
    ]);
  });

  it('is told once and empty where nothing is off', async () => {
    expect(await toldBy(testHost(strict))).toEqual([{ off: [] }]);
  });

  it.each<[Mitigation, TestHostOptions]>([
    ['caps.pendingPerUser', { caps: { pendingPerUser: false } }],
    ['caps.pendingPerClientAndUser', { caps: { pendingPerClientAndUser: false } }],
    ['caps.promptsPerUser', { caps: { promptsPerUser: false } }],
    ['caps.promptsPerClientAndUser', { caps: { promptsPerClientAndUser: false } }],
    ['caps.coolDown', { caps: { coolDown: false } }],
    ['adapter.verifyUserCode', { adapter: { ...strict.adapter, verifyUserCode: undefined as never } }],
    ['userCodeAttempts', { userCodeAttempts: false }],
    ['allowedHints', { allowedHints: undefined as never }],
    ['loginHintTokens', { loginHintTokens: undefined as never }],
    ['requireBindingMessage', { requireBindingMessage: false }],
    ['numberMatching', { numberMatching: false }],
    ['authorizationDetails', { authorizationDetails: undefined as never }],
    ['adapter.revalidate', { adapter: { ...strict.adapter, revalidate: undefined as never } }],
    ['adapter.revokeTokens', { adapter: { ...strict.adapter, revokeTokens: undefined as never } }],
    ['clientAuthMethods', { clientAuthMethods: ['client_secret_jwt'] }],
    ['assertionAudience', { assertionAudience: 'ciba-core' }],
    ['dpop', { dpop: false }],
    ['dpop.nonceKey', { dpop: true }],
    ['dpop.nonceKey', { dpop: {} }],
    ['notification.keyRing', { store: elsewhere(), deliveryModes: ['poll', 'ping'], notification: {} }],
    ['notification.allowLoopback', { notification: { keyRing, allowLoopback: true } }],
    ['issuer', { issuer: 'http://localhost:3000' }],
  ])('names %s alone where that is all that is off: %j', async (name, options) => {
    expect(await toldBy(testHost({ ...strict, ...options }))).toEqual([{ off: [name] }]);
  });

  it.each<[Mitigation[], TestHostOptions]>([
    [['clientAuthMethods', 'secretAttempts'], {}],
    [['clientAuthMethods', 'secretAttempts'], { secretAttempts: false, adapter: addressed }],
    [['clientAuthMethods'], { adapter: addressed }],
  ])('names %j where secrets are sent: %j', async (off, options) => {
    const clientAuthMethods = ['private_key_jwt', 'client_secret_basic'] as const;
    expect(await toldBy(testHost({ ...strict, clientAuthMethods, ...options }))).toEqual([{ off }]);
  });

  it('names each cap where all are off', async () => {
    const caps = ['pendingPerUser', 'pendingPerClientAndUser', 'promptsPerUser', 'promptsPerClientAndUser'];
    expect(await toldBy(testHost({ ...strict, caps: false }))).toEqual([
      { off: [...caps, 'coolDown'].map((name) => `caps.${name}`) },
    ]);
  });

  it('names loopback for both ways out where the first opens it for the second', async () => {
    expect(await toldBy(testHost({ ...strict, outbound: { allowLoopback: true } }))).toEqual([
      { off: ['outbound.allowLoopback', 'notification.allowLoopback'] },
    ]);
  });

  it.each<[string, TestHostOptions]>([
    [
      'authorization_details that your policy judges',
      {
        authorizationDetails: undefined as never,
        adapter: { ...strict.adapter, validateRequest: () => undefined },
      },
    ],
    [
      'wrong codes that are not counted where there are none',
      { adapter: { ...strict.adapter, verifyUserCode: undefined as never }, userCodeAttempts: false },
    ],
    [
      'tokens that certificates bind',
      { dpop: false, adapter: { ...strict.adapter, getCertificate: () => null } },
    ],
    [
      'a key ring that nothing would be sealed by',
      { store: elsewhere(), deliveryModes: ['poll'], notification: {} },
    ],
    ['a ping that is kept in this process', { deliveryModes: ['ping'], notification: {} }],
    ['caps that one client is spared', { capsFor: () => false }],
  ])('does not name %s', async (_name, options) => {
    const [{ off }] = (await toldBy(testHost({ ...strict, ...options }))) as [{ off: string[] }];
    const all = options.adapter?.verifyUserCode === undefined && 'userCodeAttempts' in options;
    expect(off).toEqual(all ? ['adapter.verifyUserCode'] : []);
  });

  it('names a store that dies with the process in production alone', async () => {
    // The store warns of itself there.
    jest.spyOn(process, 'emitWarning').mockReturnValue();
    process.env.NODE_ENV = 'production';
    expect(await toldBy(testHost({ ...strict, store: memoryStore() }))).toEqual([{ off: ['store'] }]);
    expect(await toldBy(testHost({ ...strict, store: elsewhere() }))).toEqual([{ off: [] }]);
  });

  it('follows what the profile was told, once', async () => {
    const host = fapiHost({ adapter: strict.adapter ?? {} });
    const names: string[] = [];
    for (const name of ['mitigations', 'profile'] as const) host.ciba.on(name, () => names.push(name));
    expect(await toldBy(host)).toEqual([
      { off: ['allowedHints', 'loginHintTokens', 'numberMatching', 'authorizationDetails'] },
    ]);
    expect(names).toEqual(['profile', 'mitigations']);
  });

  it('is not told to those that come later', async () => {
    const host = testHost();
    await soon();
    expect(await toldBy(host)).toEqual([]);
  });

  it('changes nothing of whether the server is ready', async () => {
    expect(await testHost({ caps: false }).ciba.ready()).toEqual({ ready: true, problems: [] });
  });
});

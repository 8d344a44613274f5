import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../../examples/fapi-host/configuration.js';
import { ALICE, type Config, type FapiFolder, fapiFolder, TLS } from './support/fapi-host.js';

describe('the configuration of the FAPI host', () => {
  let folder: FapiFolder;

  beforeAll(async () => {
    folder = await fapiFolder();
  });
  afterAll(() => folder.remove());

  const read = async (members: Config) => readConfiguration((await folder.write(members)).file);

  it('needs no more than issuer, port, TLS files, clients and users', async () => {
    const clientCa = folder.clientsCa.cert;
    expect(await read({ issuer: 'https://localhost:9443', port: 9443 })).toEqual({
      issuer: 'https://localhost:9443',
      port: 9443,
      host: '127.0.0.1',
      tls: { key: expect.stringContaining('PRIVATE KEY'), cert: expect.any(String), clientCa },
      store: 'memory',
      profile: 'plain',
      signingAlg: 'PS256',
      passedOn: {},
      outbound: { allowLoopback: false },
      clients: [],
      users: [ALICE],
      registration: false,
      testApproval: false,
    });
  });

  it('takes every member of the contract', async () => {
    const passedOn = {
      assertionAudience: 'ciba-core',
      deliveryModes: ['poll', 'ping'],
      interval: 5,
      expiresIn: 120,
      maxExpiresIn: 600,
      caps: false,
    };
    const given = { host: '::1', store: 'redis://r:1', profile: 'fapi-ciba', signingAlg: 'ES256' };
    const switches = { registration: true, testApproval: true };
    const notification = { allowLoopback: true, ca: TLS.clientCa };
    expect(await read({ ...given, ...passedOn, ...switches, notification })).toMatchObject({
      ...given,
      ...switches,
      passedOn,
      outbound: { allowLoopback: true, ca: folder.clientsCa.cert },
    });
  });

  it('takes the client of the contract as it is, and lets it use CIBA and refresh tokens', async () => {
    const client = {
      client_id: 'c1',
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [] },
      backchannel_token_delivery_mode: 'ping',
      backchannel_client_notification_endpoint: 'https://c1.example.com/cb',
      backchannel_authentication_request_signing_alg: 'PS256',
      scope: 'openid accounts',
    };
    const grant_types = ['urn:openid:params:grant-type:ciba', 'refresh_token'];
    expect((await read({ clients: [client] })).clients).toEqual([{ ...client, grant_types }]);
    const own = { client_id: 'c2', grant_types: ['refresh_token'], software_id: 'x' };
    expect((await read({ clients: [own] })).clients).toEqual([own]);
  });

  it('reads paths relative to the file, and absolute ones', async () => {
    const absolute = Object.fromEntries(
      Object.entries(TLS).map(([name, file]) => [name, join(folder.path, file)]),
    );
    expect((await read({ tls: absolute })).tls).toEqual((await read({ tls: TLS })).tls);
  });

  const plain = { tls: undefined, issuer: 'http://localhost:1' };
  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('may be without tls on %s', async (host) => {
    const { tls, issuer } = await read({ ...plain, host });
    expect({ tls, issuer }).toEqual({ tls: undefined, issuer: 'http://localhost:1' });
  });

  const noTls =
    'the configuration: tls is missing; it may be left out with the profile plain, an http issuer and a loopback host';
  it.each<[string, Config, string]>([
    ['an unknown member', { colour: 'red' }, 'the configuration has an unknown member "colour"'],
    ['no issuer', { issuer: undefined }, 'the configuration: issuer is missing'],
    ['no port', { port: undefined }, 'the configuration: port is missing'],
    ['no clients', { clients: undefined }, 'the configuration: clients is missing'],
    ['no users', { users: undefined }, 'the configuration: users is missing'],
    ['port 0', { port: 0 }, 'the configuration: port is a whole number from 1 to 65535'],
    ['a port as text', { port: '9443' }, 'the configuration: port is a whole number from 1 to 65535'],
    [
      'an issuer with a path',
      { issuer: 'https://localhost/x' },
      'the configuration: issuer is a URL without a path, such as https://localhost:9443',
    ],
    [
      'an http issuer',
      { issuer: 'http://localhost:1' },
      'the configuration: with tls, issuer is an https URL',
    ],
    ['no tls but https', { tls: undefined }, noTls],
    ['no tls beyond loopback', { ...plain, host: '0.0.0.0' }, noTls],
    ['no tls under the profile', { ...plain, profile: 'fapi-ciba' }, noTls],
    ['tls without a key', { tls: { cert: TLS.cert } }, 'tls: key is missing'],
    ['an unknown member of tls', { tls: { ...TLS, ca: 'x' } }, 'tls has an unknown member "ca"'],
    [
      'another store',
      { store: 'mysql://x' },
      'the configuration: store is memory or a URL such as redis://127.0.0.1:6379',
    ],
    ['another profile', { profile: 'fapi' }, 'the configuration: profile is one of fapi-ciba, plain'],
    [
      'another algorithm',
      { signingAlg: 'HS256' },
      'the configuration: signingAlg is one of PS256, ES256, RS256',
    ],
    ['registration as text', { registration: 'yes' }, 'the configuration: registration is true or false'],
    ['testApproval as a number', { testApproval: 1 }, 'the configuration: testApproval is true or false'],
    ['clients by name', { clients: {} }, 'the configuration: clients is an array'],
    ['a client without an id', { clients: [{}] }, 'clients[0]: client_id is missing'],
    [
      'a client twice',
      { clients: [{ client_id: 'a' }, { client_id: 'a' }] },
      'the client_id "a" is there twice',
    ],
    ['a user without a sub', { users: [{ login_hints: [] }] }, 'users[0]: sub is missing'],
    ['a user twice', { users: [{ sub: 'a' }, { sub: 'a' }] }, 'the sub "a" is there twice'],
    [
      'two users of one hint',
      { users: [ALICE, { sub: 'bob', login_hints: ['alice'] }] },
      'the login hint "alice" is there twice',
    ],
    [
      'hints of no text',
      { users: [{ sub: 'a', login_hints: [1] }] },
      'users[0]: login_hints is an array of text',
    ],
    ['a user code as a number', { users: [{ sub: 'a', user_code: 1234 }] }, 'users[0]: user_code is text'],
    ['claims as a list', { users: [{ sub: 'a', claims: [] }] }, 'users[0].claims is an object'],
    [
      'an unknown member of a user',
      { users: [{ sub: 'a', name: 'A' }] },
      'users[0] has an unknown member "name"',
    ],
    ['notification as text', { notification: 'on' }, 'notification is an object'],
    [
      'an unknown member of notification',
      { notification: { keyRing: [] } },
      'notification has an unknown member "keyRing"',
    ],
  ])('is refused for %s', async (_what, members, message) => {
    await expect(read(members)).rejects.toThrow(new Error(message));
  });

  it.each<[string, Config, RegExp]>([
    ['tls.key', { tls: { ...TLS, key: 'gone.key' } }, /^tls\.key cannot be read: ENOENT.*gone\.key'$/],
    ['notification.ca', { notification: { ca: 'gone.crt' } }, /^notification\.ca cannot be read: ENOENT/],
  ])('is refused for a file of %s that is not there', async (_what, members, message) => {
    await expect(read(members)).rejects.toThrow(message);
  });

  it('is refused for a file that is no JSON, in one line', () => {
    const file = join(folder.path, 'broken.json');
    writeFileSync(file, '{\n"issuer":\n');
    expect(() => readConfiguration(file)).toThrow(/^the configuration is no JSON: .+$/);
    expect(() => readConfiguration(join(folder.path, 'gone.json'))).toThrow(
      /^the configuration cannot be read: ENOENT/,
    );
    writeFileSync(file, '[]');
    expect(() => readConfiguration(file)).toThrow(new Error('the configuration is an object'));
  });
});

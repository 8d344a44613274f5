import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer } from 'node:net';
import { connect } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { readConfiguration } from '../../examples/fapi-host/configuration.js';
import { startHost } from '../../examples/fapi-host/host.js';
import { freePort } from '../support/free-port.js';
import { testRedisUrl } from '../support/stores.js';
import {
  type Config,
  type FapiFolder,
  type FapiHost,
  fapiFolder,
  runFapiHost,
  startFapiHost,
  TLS,
} from './support/fapi-host.js';

jest.setTimeout(60_000);

const TILL = { client_id: 'till', client_secret: 'till-secret', scope: 'openid' };
const BASIC = { Authorization: `Basic ${btoa('till:till-secret')}` };

describe('npm run fapi-host', () => {
  let folder: FapiFolder;
  let host: FapiHost | undefined;

  beforeAll(async () => {
    folder = await fapiFolder();
  });
  afterEach(async () => {
    await host?.stop('SIGKILL');
    host = undefined;
  });
  afterAll(() => folder.remove());

  const start = async (members: Config): Promise<FapiHost> => {
    host = await startFapiHost(folder, members);
    return host;
  };
  const run = async (members: Config) =>
    runFapiHost('node', ['--config', (await folder.write(members)).file]);

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'prints READY and the issuer, nothing else, and ends with exit code 0 at %s',
    async (signal) => {
      const { issuer, output, stop } = await start({ profile: 'fapi-ciba' });
      expect(await stop(signal)).toBe(0);
      expect(output).toEqual({ stdout: `READY ${issuer}\n`, stderr: '' });
    },
  );

  it('ends with exit code 0 where npm hears the signal, and where it comes twice', async () => {
    const byNpm = await startFapiHost(folder, {}, 'npm');
    expect(await byNpm.stop()).toBe(0);
    const { stop } = await start({});
    expect(await Promise.all([stop(), stop()])).toEqual([0, 0]);
  });

  it('ends though clients keep connections open, one in the middle of its handshake', async () => {
    const { issuer, call, stop } = await start({});
    const port = Number(new URL(issuer).port);
    const idle = connect({ port, host: '127.0.0.1', ca: folder.serverCa.cert }).on('error', () => undefined);
    await once(idle, 'secureConnect');
    const silent = connectTcp(port, '127.0.0.1').on('error', () => undefined);
    await once(silent, 'connect');
    await call('/jwks');
    expect(await stop()).toBe(0);
    idle.destroy();
    silent.destroy();
  });

  it('says loudly on standard error that anybody may approve, where the test route is on', async () => {
    const { output } = await start({ testApproval: true });
    expect(output.stderr).toContain('"testApproval" is on: ANYBODY');
  });

  it('says that a certificate without an RSA key shuts TLS 1.2 out', async () => {
    const { cert, key } = await folder.serverCa.issue({ dns: ['localhost'], keyType: 'ec' });
    writeFileSync(`${folder.path}/ec.crt`, cert);
    writeFileSync(`${folder.path}/ec.key`, key);
    const { output, stop } = await start({ tls: { ...TLS, key: 'ec.key', cert: 'ec.crt' } });
    await stop();
    expect(output.stderr).toMatch(/^Careful: tls\.cert should have an RSA key of 2,048 bits or more/);
  });

  it('speaks plain HTTP on loopback without tls', async () => {
    const port = await freePort();
    const issuer = `http://127.0.0.1:${port}`;
    const { call } = await start({ tls: undefined, issuer, port });
    const { body } = await call('/.well-known/openid-configuration');
    expect(body).toMatchObject({ issuer, backchannel_authentication_endpoint: `${issuer}/bc-authorize` });
  });

  it('keeps requests in Redis, where they outlive the host', async () => {
    const redis = new Redis(testRedisUrl());
    const config = { store: testRedisUrl(), clients: [TILL] };
    const first = await start(config);
    const form = { scope: 'openid', login_hint: 'alice' };
    const { body } = await first.call('/bc-authorize', { headers: BASIC, form });
    expect(await first.stop()).toBe(0);
    const [selector] = String(body.auth_req_id).split('.');
    const keys = await redis.keys(`ciba-fapi:*:r:${selector}`);
    expect(keys).toHaveLength(1);
    await redis.del(keys);
    await redis.quit();
  });

  it.each<[string, Config, RegExp]>([
    ['another delivery mode', { deliveryModes: ['post'] }, /^deliveryModes .*\(ERR_CIBA_DELIVERY_MODES\)$/],
    [
      'push under the profile',
      { profile: 'fapi-ciba', deliveryModes: ['poll', 'push'] },
      /^.+ deliveryModes has push .*\(ERR_CIBA_PROFILE\)$/,
    ],
    ['a lifetime beyond the longest', { expiresIn: 700, maxExpiresIn: 600 }, /^expiresIn .+$/],
    [
      'RS256 under the profile',
      { profile: 'fapi-ciba', signingAlg: 'RS256' },
      /^.+\(ERR_CIBA_SIGNING_ALG\)$/,
    ],
    ['a Redis that does not answer', { store: 'redis://127.0.0.1:1' }, /^Redis does not answer$/],
    [
      'a key of another certificate',
      { tls: { ...TLS, cert: TLS.clientCa } },
      /^tls: key is not that of cert$/,
    ],
    ['a certificate that is none', { tls: { ...TLS, cert: TLS.key } }, /^tls: .+$/],
  ])('refuses %s in one line', async (_what, members, message) => {
    const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { file } = await folder.write(members);
    await expect(startHost(readConfiguration(file))).rejects.toThrow(message);
    said.mockRestore();
  });

  it('refuses push under the profile in one line with exit code 1', async () => {
    const { code, stdout, stderr } = await run({ profile: 'fapi-ciba', deliveryModes: ['poll', 'push'] });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^fapi-host: .+ deliveryModes has push .*\(ERR_CIBA_PROFILE\)\n$/);
  });

  it('refuses a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const { code, stderr } = await run({ port });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `fapi-host: listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`,
    });
    taken.close();
  });

  it.each([
    ['no --config', [], /^fapi-host: --config is missing: npm run fapi-host -- --config FILE\n$/],
    ['an unknown option', ['--colour'], /^fapi-host: Unknown option '--colour'/],
    [
      'a file that is not there',
      ['--config', 'gone.json'],
      /^fapi-host: the configuration cannot be read: ENOENT/,
    ],
  ])('refuses %s', async (_what, args, message) => {
    const { code, stdout, stderr } = await runFapiHost('npm', args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

import * as openid from 'openid-client';
import { testRedisUrl } from '../support/stores.js';
import { phone, whoAmI } from './support/demo-client.js';
import { type DemoProcess, startDemoProcess } from './support/demo-process.js';

describe('npm run demo with Redis', () => {
  let demo: DemoProcess;

  beforeAll(async () => {
    demo = await startDemoProcess('npm', '--port', '0', '--interval', '1', '--redis', testRedisUrl());
  }, 60_000);
  afterAll(() => demo.stop('SIGKILL'));

  it('takes openid-client from the printed URL to tokens', async () => {
    const client = await openid.discovery(new URL(demo.url), 'call-centre', 'call-centre-secret', undefined, {
      execute: [openid.allowInsecureRequests],
    });
    const message = `interop ${process.pid}`;
    const asked = await openid.initiateBackchannelAuthentication(client, {
      scope: 'openid',
      login_hint: JSON.stringify({ format: 'iss_sub', iss: demo.url, sub: 'bob' }),
      binding_message: message,
    });
    expect(await phone(demo.url, 'bob').decide(message, 'approve')).toEqual({ outcome: 'accepted' });
    const tokens = await openid.pollBackchannelAuthenticationGrant(client, asked);
    expect(tokens.claims()).toMatchObject({ iss: demo.url, sub: 'bob' });
    expect(await whoAmI(demo.url, tokens.access_token)).toMatchObject({ sub: 'bob' });
  });
});

it.each(['SIGINT', 'SIGTERM'] as const)(
  'npm run demo ends cleanly on %s',
  async (signal) => {
    const demo = await startDemoProcess('node', '--port', '0');
    await fetch(demo.url);
    expect(await demo.stop(signal)).toBe(0);
    await expect(fetch(demo.url)).rejects.toThrow();
  },
  60_000,
);

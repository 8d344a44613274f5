import type { DemoHost } from '../../examples/demo/host.js';
import { asClient, demoInMemory } from './support/demo.js';
import { call } from './support/fapi-https.js';

describe('the endpoint where the kiosk of the demo is pinged', () => {
  let host: DemoHost;

  beforeAll(async () => {
    host = await demoInMemory();
  });
  afterAll(() => host.close());

  const ping = async (token: string, path = '/pings', method = 'POST'): Promise<number> => {
    const { certificate, endpoint } = host.pings;
    const headers = { Authorization: `Bearer ${token}` };
    const json = method === 'GET' ? undefined : { auth_req_id: 'a' };
    return (await call(new URL(path, endpoint).href, certificate, { method, headers, json })).status;
  };

  it.each(['approve', 'deny'] as const)('hears of a request that the user decided: %s', async (decision) => {
    const { token, arrived } = host.pings.expect();
    const form = { scope: 'openid', login_hint: 'bob', client_notification_token: token };
    const { body } = await asClient('ticket-kiosk', `${host.url}/bc-authorize`, form);
    const [pending] = await host.ciba.listRequests({ sub: 'bob' });
    await host.ciba[decision](pending?.id ?? '', { sub: 'bob' });
    expect(await arrived).toBe((body as { auth_req_id: string }).auth_req_id);
  });

  it('takes a token once, and none that it does not know', async () => {
    const { token, arrived } = host.pings.expect();
    expect(await ping('unknown')).toBe(401);
    expect(await ping(token)).toBe(204);
    expect(await arrived).toBe('a');
    expect(await ping(token)).toBe(401);
  });

  it('is at one path, and for POST alone', async () => {
    const { token } = host.pings.expect();
    expect(await ping(token, '/')).toBe(404);
    expect(await ping(token, '/pings', 'GET')).toBe(404);
  });
});

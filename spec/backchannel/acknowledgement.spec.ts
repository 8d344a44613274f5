import { testHost, till } from '../support/host.js';
import { expectUncachedJson } from '../support/http-answers.js';
import { expressVersions } from '../support/http-hosts.js';
import { ask, poll, start } from '../support/http-requests.js';

const ID = /^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/;

describe.each(expressVersions)('the acknowledgement, on $version', ({ express }) => {
  it('has exactly auth_req_id, expires_in and interval', async () => {
    const host = testHost({ express });
    const res = await ask(host);
    expect({ status: res.status, body: res.body }).toEqual({
      status: 200,
      body: { auth_req_id: expect.stringMatching(ID), expires_in: 300, interval: 5 },
    });
    expectUncachedJson(res);
    expect(res.headers['retry-after']).toBeUndefined();
  });
});

describe('the ids of a request', () => {
  it('share their selector and nothing else', async () => {
    const { authReqId, id } = await start(testHost());
    expect(id).toMatch(ID);
    expect(id.split('.')[0]).toBe(authReqId.split('.')[0]);
    expect(id.split('.')[1]).not.toBe(authReqId.split('.')[1]);
  });

  it('are drawn afresh for each request', async () => {
    const host = testHost({ caps: false });
    const drawn = new Set<string>();
    for (let round = 0; round < 20; round++) {
      const { authReqId, id } = await start(host);
      for (const part of [authReqId, id, authReqId.split('.')[0] ?? '']) drawn.add(part);
    }
    expect(drawn.size).toBe(60);
  });
});

describe('what the acknowledgement announces', () => {
  it.each([
    { options: {}, expected: { expires_in: 300, interval: 5 } },
    { options: { interval: 1 }, expected: { expires_in: 300, interval: 1 } },
    { options: { expiresIn: 120, interval: 30 }, expected: { expires_in: 120, interval: 30 } },
    { options: { expiresIn: 900 }, expected: { expires_in: 900, interval: 5 } },
  ])('follows the options $options', async ({ options, expected }) => {
    const { body } = await ask(testHost(options));
    expect(body).toMatchObject(expected);
  });

  it('is the lifetime that is enforced', async () => {
    const host = testHost({ expiresIn: 60 });
    const { authReqId } = await start(host);
    host.clock.advance(59_000);
    expect((await poll(host, authReqId)).body.error).toBe('authorization_pending');
    host.clock.advance(1_000);
    expect((await poll(host, authReqId)).body.error).toBe('expired_token');
  });
});

describe('what the user is asked', () => {
  it('is exactly what the client sent, with a client that shows no secret', async () => {
    const client = {
      ...till,
      logo_uri: 'https://till.example/logo',
      tos_uri: 'https://till.example/tos',
      policy_uri: 'https://till.example/policy',
      jwks: { keys: [] },
      contacts: ['ops@till.example'],
    };
    const host = testHost({ clients: [client] });
    const { id } = await start(host, {
      scope: 'openid pay',
      binding_message: 'QX7-41',
      acr_values: 'high low',
      resource: ['https://api.example/a', 'https://api.example/b'],
      authorization_details: '[{"type":"payment","amount":"5"}]',
      request_context: '{"ip":"192.0.2.1"}',
    });
    expect(await host.ciba.getRequest(id, { sub: 'alice' })).toEqual({
      id,
      state: 'pending',
      client: {
        client_id: 'till',
        client_name: 'Till 7',
        logo_uri: 'https://till.example/logo',
        tos_uri: 'https://till.example/tos',
        policy_uri: 'https://till.example/policy',
      },
      user: { sub: 'alice' },
      scope: ['openid', 'pay'],
      binding_message: 'QX7-41',
      acr_values: ['high', 'low'],
      resource: ['https://api.example/a', 'https://api.example/b'],
      authorization_details: [{ type: 'payment', amount: '5' }],
      request_context: { ip: '192.0.2.1' },
      deliveryMode: 'poll',
      createdAt: expect.any(Date),
      expiresAt: expect.any(Date),
    });
  });

  it('is the same for notifyUser as for the approval page', async () => {
    const shown: unknown[] = [];
    const host = testHost({
      adapter: {
        notifyUser: async (request) => {
          host.notified.push(request.id);
          shown.push(request);
        },
      },
    });
    const { id } = await start(host, { binding_message: '1234' });
    expect(shown).toEqual([await host.ciba.getRequest(id, { sub: 'alice' })]);
  });
});

import type { DemoHost } from '../../examples/demo/host.js';
import { type Answer, demoInMemory, send } from './support/demo.js';

type Body = Record<string, unknown>;

describe('the consumption device of the demo', () => {
  let host: DemoHost;

  beforeEach(async () => {
    host = await demoInMemory();
  });
  afterEach(() => host.close());

  const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> =>
    send(`${host.url}/till/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const started = async (more: object = {}): Promise<Body> =>
    (await post('start', { client_id: 'call-centre', login_hint: 'alice', ...more })).body as Body;
  const polled = async ({ run }: Body): Promise<Body> => (await post('poll', { run })).body as Body;
  const approve = async (): Promise<void> => {
    const [pending] = await host.ciba.listRequests({ sub: 'alice' });
    await host.ciba.approve(pending?.id ?? '', { sub: 'alice' });
  };

  it('offers clients and users, without secrets', async () => {
    const { body } = await send(`${host.url}/till/choices`);
    expect(body).toEqual({
      clients: [
        { client_id: 'call-centre', name: 'Call centre' },
        { client_id: 'shop-till', name: 'Shop till' },
        { client_id: 'ticket-kiosk', name: 'Ticket kiosk' },
        { client_id: 'smart-home-device', name: 'smart-home-device' },
      ],
      users: [
        { sub: 'alice', name: 'Alice' },
        { sub: 'bob', name: 'Bob' },
      ],
      numberMatching: 'off',
    });
  });

  it('hears what the server answers, but for the auth_req_id', async () => {
    const run = await started({ requested_expiry: '60' });
    expect(run).toEqual({
      ...{ status: 200, body: { expires_in: 60, interval: 1 } },
      ...{ run: expect.any(String), waits: false },
    });
    expect(await polled(run)).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
    expect(await polled(run)).toMatchObject({ body: { error: 'slow_down' }, retryAfter: expect.any(Number) });
  });

  it.each([
    ['pick', { mode: 'pick', numbers: expect.arrayContaining([expect.any(String)]) }],
    ['type', { mode: 'type', attempts_left: 3 }],
  ])('shows a number that the user must %s', async (number_matching, shown) => {
    const { body } = await started({ number_matching });
    expect(body).toMatchObject({ matching_number: expect.stringMatching(/^\d\d$/) });
    expect(await host.ciba.listRequests({ sub: 'alice' })).toMatchObject([{ number_matching: shown }]);
    await started({ number_matching: 'off' });
    const listed = await host.ciba.listRequests({ sub: 'alice' });
    expect(listed.filter((request) => request.number_matching === undefined)).toHaveLength(1);
  });

  it('gets shortened tokens and the claims, and gets them again after a reload', async () => {
    const run = await started();
    await approve();
    const answer = await polled(run);
    expect(answer).toEqual({
      status: 200,
      body: {
        access_token: expect.stringMatching(/^.{6}…$/),
        refresh_token: expect.stringMatching(/^.{6}…$/),
        id_token: 'eyJhbG…',
        token_type: 'Bearer',
        expires_in: 3600,
        scope: 'openid profile email',
      },
      claims: expect.objectContaining({ iss: host.url, aud: 'call-centre', sub: 'alice' }),
    });
    expect(await polled(run)).toEqual(answer);
  });

  it('plays the smart-home device, which registers itself and names nobody', async () => {
    const run = await started({ client_id: 'smart-home-device', login_hint: '' });
    await approve();
    expect(await polled(run)).toMatchObject({ claims: { aud: 'smart-home-device', sub: 'alice' } });
  });

  it('plays whatever else was registered, by its own authentication method', async () => {
    const client = { client_id: 'till: 7', client_secret: 'a+b %41: secret' };
    await send(`${host.url}/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...client, token_endpoint_auth_method: 'client_secret_basic' }),
    });
    expect(await started({ client_id: client.client_id })).toMatchObject({ status: 200 });
  });

  describe.each([
    ['shop-till', 'whose poll is held'],
    ['ticket-kiosk', 'which is pinged'],
  ])('plays the %s, %s:', (client_id) => {
    /** Looks for the answer as the page does. */
    const answered = async (run: Body): Promise<Body> => {
      const answer = await polled(run);
      return answer.waits ? answered(run) : answer;
    };

    it('it asks once, and there is no answer until the user has decided', async () => {
      const asked = jest.spyOn(globalThis, 'fetch');
      const run = await started({ client_id });
      expect(run).toMatchObject({ status: 200, waits: true });
      expect([await polled(run), await polled(run)]).toEqual([{ waits: true }, { waits: true }]);
      await approve();
      const answer = await answered(run);
      expect(answer).toMatchObject({ status: 200, claims: { aud: client_id, sub: 'alice' } });
      expect(await polled(run)).toEqual(answer);
      expect(asked.mock.calls.filter(([url]) => String(url).endsWith('/token'))).toHaveLength(1);
      asked.mockRestore();
    });

    it('it hears that the request has expired', async () => {
      const run = await started({ client_id, requested_expiry: '1' });
      expect(await answered(run)).toMatchObject({ status: 400, body: { error: 'expired_token' } });
    });
  });

  it('hands on a refusal', async () => {
    expect(await started({ login_hint: 'unknown' })).toEqual({
      status: 400,
      body: { error: 'unknown_user_id', error_description: expect.any(String) },
    });
  });

  it.each([
    ['a client that is not registered', 'start', { client_id: 'nobody' }, 404],
    ['a request it does not know', 'poll', { run: 'unknown' }, 404],
    ['a list', 'poll', ['run'], 404],
  ])('refuses %s', async (_what, path, body, status) => {
    expect((await post(path, body)).status).toBe(status);
  });

  it('refuses another site, and what a form of another site could send', async () => {
    const other = { Origin: 'https://evil.example.com' };
    expect(await post('start', {}, other)).toEqual({ status: 403, body: { error: 'cross_site' } });
    expect((await post('start', {}, { 'Content-Type': 'text/plain' })).status).toBe(415);
  });
});

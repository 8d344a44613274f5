import { libraries } from './support/libraries.js';
import { TestModel, tillRow } from './support/model.js';
import { presetHost } from './support/preset-host.js';

const invalidClient = {
  status: 401,
  body: { error: 'invalid_client', error_description: 'Client authentication failed.' },
};

describe.each(libraries)('clients that the preset lends on $name', (library) => {
  it('are found without a secret, and prove it to the model, which knows only its hash', async () => {
    const host = presetHost(library);
    const { status } = await host.ask();
    expect(status).toBe(200);
    expect(host.model.callsOf('getClient').slice(0, 2)).toEqual([
      ['till', null],
      ['till', 'till-secret'],
    ]);
  });

  it.each([
    ['a wrong secret', { client_id: 'till', client_secret: 'wrong' }],
    ['an empty secret', { client_id: 'till', client_secret: '' }],
    ['no secret', { client_id: 'till' }],
    ['an unknown client', { client_id: 'nobody', client_secret: 'till-secret' }],
  ])('are refused with %s', async (_what, credentials) => {
    const host = presetHost(library);
    const { status, body } = await host.askAs(credentials);
    expect({ status, body }).toEqual(invalidClient);
  });

  it.each([
    [
      'in the form',
      (host: ReturnType<typeof presetHost>) => host.askAs({ client_id: 'till', client_secret: '' }),
    ],
    ['in the header', (host: ReturnType<typeof presetHost>) => host.askAs({}, 'till:')],
  ])('never reach the model with an empty secret %s', async (_where, ask) => {
    const host = presetHost(library);
    expect((await ask(host)).status).toBe(401);
    expect(host.model.callsOf('getClient').filter(([, secret]) => secret !== null)).toEqual([]);
  });

  it.each([
    ['null', null],
    ['undefined', undefined],
    ['false', false],
    ['a client of another id', { ...tillRow, id: 'other' }],
    ['a client without an id', { grants: tillRow.grants }],
  ])('are unknown where the model answers %s', async (_what, answer) => {
    const host = presetHost(library, { model: new AnsweringModel(answer) });
    const { status, body } = await host.ask();
    expect({ status, body }).toEqual(invalidClient);
  });

  it.each([[['refresh_token']], [[]], [null], [undefined]])(
    'may not use CIBA where their grants are %j',
    async (grants) => {
      const host = presetHost(library, { model: new TestModel({ ...tillRow, grants }) });
      const { status, body } = await host.ask();
      expect({ status, error: body.error }).toEqual({ status: 400, error: 'unauthorized_client' });
    },
  );

  it('keep to the authentication method that they registered', async () => {
    const row = { ...tillRow, token_endpoint_auth_method: 'client_secret_post' };
    const host = presetHost(library, { model: new TestModel(row) });
    expect((await host.ask()).status).toBe(401);
    expect((await host.askAs({ client_id: 'till', client_secret: 'till-secret' })).status).toBe(200);
  });

  it('may have columns that are null', async () => {
    const nulls = { client_name: null, token_endpoint_auth_method: null, id_token_signed_response_alg: null };
    const host = presetHost(library, { model: new TestModel({ ...tillRow, ...nulls }) });
    const asked = await host.ask();
    expect({ status: asked.status, body: asked.body }).toMatchObject({ status: 200 });
    const { status, body } = await host.redeem(await host.approved());
    expect({ status, error: body.error }).toEqual({ status: 200, error: undefined });
  });

  it('show their name but neither secret nor grants with a request', async () => {
    const host = presetHost(library);
    await host.ask();
    const [pending] = await host.ciba.listRequests({ sub: 'alice' });
    expect(pending?.client).toEqual({ client_id: 'till', client_name: 'Till 7' });
  });

  it('get nothing, but lose no approval, where the model has dropped them before redemption', async () => {
    const host = presetHost(library);
    const authReqId = await host.approved();
    const [row] = host.model.clients.splice(0);
    const gone = await host.redeem(authReqId);
    expect({ status: gone.status, body: gone.body }).toEqual(invalidClient);
    host.model.clients.push(row ?? tillRow);
    expect((await host.redeem(authReqId)).status).toBe(200);
  });
});

class AnsweringModel extends TestModel {
  readonly answer: unknown;

  constructor(answer: unknown) {
    super();
    this.answer = answer;
  }

  override async getClient(): Promise<unknown> {
    return this.answer;
  }
}

import { libraries } from './support/libraries.js';
import { TestModel, type TokenRow, tillRow } from './support/model.js';
import { presetHost } from './support/preset-host.js';

const busy = {
  status: 503,
  retryAfter: '5',
  body: { error: 'temporarily_unavailable', error_description: 'The server is busy; try again later.' },
};

describe.each(libraries)('where the model fails on $name', (library) => {
  it.each([
    ['saveToken throws', (model: FailingModel) => (model.failing = 'saveToken')],
    ['saveToken answers nothing', (model: FailingModel) => (model.silent = 'saveToken')],
    ['generateAccessToken throws', (model: FailingModel) => (model.failing = 'generateAccessToken')],
    ['generateAccessToken answers nothing', (model: FailingModel) => (model.silent = 'generateAccessToken')],
    ['generateRefreshToken throws', (model: FailingModel) => (model.failing = 'generateRefreshToken')],
    [
      'generateRefreshToken answers nothing',
      (model: FailingModel) => (model.silent = 'generateRefreshToken'),
    ],
    ['validateScope throws at redemption', (model: FailingModel) => (model.failing = 'validateScope')],
  ])('and %s, the client hears 503 and the approval is kept', async (_what, breakIt) => {
    const model = new FailingModel(tillRow);
    const host = presetHost(library, { model });
    const authReqId = await host.approved('openid profile');
    breakIt(model);
    const { status, headers, body } = await host.redeem(authReqId);
    expect({ status, retryAfter: headers['retry-after'], body }).toEqual(busy);
    expect(host.logged).toHaveLength(1);
    model.failing = model.silent = undefined;
    expect((await host.redeem(authReqId)).status).toBe(200);
    expect(model.rows).toHaveLength(1);
  });

  it.each(['/bc-authorize', '/token'])(
    'and getClient throws, %s answers 500 and says nothing of why',
    async (path) => {
      const model = new FailingModel(tillRow);
      const host = presetHost(library, { model });
      const authReqId = await host.approved();
      model.failing = 'getClient';
      const { status, body } = path === '/token' ? await host.redeem(authReqId) : await host.ask();
      expect({ status, body }).toEqual({
        status: 500,
        body: { error: 'server_error', error_description: 'The server failed.' },
      });
    },
  );

  it('and the user is gone, a request is answered unknown_user_id', async () => {
    const host = presetHost(library, { preset: { getUser: () => null } });
    const { status, body } = await host.ask();
    expect({ status, body }).toEqual({
      status: 400,
      body: { error: 'unknown_user_id', error_description: 'The hint does not identify a user.' },
    });
  });

  it('and the user is gone by redemption, the client hears invalid_grant and no token is saved', async () => {
    const users = new Map([['alice', { id: 'alice' }]]);
    const host = presetHost(library, { preset: { getUser: (sub) => users.get(sub) } });
    const authReqId = await host.approved();
    users.clear();
    const { status, body } = await host.redeem(authReqId);
    expect({ status, body }).toEqual({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'The auth_req_id is not valid.' },
    });
    expect(host.model.rows).toEqual([]);
  });
});

class FailingModel extends TestModel {
  failing: string | undefined;
  silent: string | undefined;

  override getClient(id: string, secret: string | null): Promise<unknown> {
    return this.#unlessBroken('getClient', () => super.getClient(id, secret));
  }

  override saveToken(token: TokenRow, client: unknown, user: unknown): Promise<unknown> {
    return this.#unlessBroken('saveToken', () => super.saveToken(token, client, user));
  }

  generateAccessToken(): Promise<unknown> {
    return this.#unlessBroken('generateAccessToken', async () => 'access');
  }

  generateRefreshToken(): Promise<unknown> {
    return this.#unlessBroken('generateRefreshToken', async () => 'refresh');
  }

  validateScope(_user: unknown, _client: unknown, scope: unknown): Promise<unknown> {
    return this.#unlessBroken('validateScope', async () => scope);
  }

  async #unlessBroken(method: string, call: () => Promise<unknown>): Promise<unknown> {
    if (this.failing === method) throw new Error(`${method}: the database is down`);
    return this.silent === method ? undefined : call();
  }
}

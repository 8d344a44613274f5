import { type Library, libraries, scopeOf } from './support/libraries.js';
import { TestModel, tillRow } from './support/model.js';
import { presetHost } from './support/preset-host.js';

const invalidScope = {
  status: 400,
  body: { error: 'invalid_scope', error_description: 'The scope is invalid, unknown or malformed.' },
};

describe.each(libraries)("the model's validateScope on $name", (library) => {
  const hostWhere = (...answers: unknown[]) =>
    presetHost(library, {
      model: new ScopeModel(answers.map((answer) => inFormat(answer, library))),
      preset: { getUser: (sub) => ({ id: sub }) },
    });

  it('is asked without openid, when a request is made and when it is redeemed', async () => {
    const host = hostWhere('profile orders', 'profile orders');
    const { body } = await host.redeem(await host.approved('openid profile orders'));
    const question = [{ id: 'alice' }, tillRow, scopeOf('profile orders', library)];
    expect(host.model.callsOf('validateScope')).toEqual([question, question]);
    expect(body.scope).toBe('openid profile orders');
  });

  it('is not asked where openid is all that is wanted', async () => {
    const host = hostWhere();
    expect((await host.redeem(await host.approved('openid'))).status).toBe(200);
    expect(host.model.callsOf('validateScope')).toEqual([]);
  });

  it.each([
    ['less than was asked for', 'profile'],
    ['something else', 'admin'],
    ['false', false],
    ['null', null],
    ['undefined', undefined],
    ['an empty scope', ''],
  ])('refuses a request by answering %s', async (_what, answer) => {
    const host = hostWhere(answer);
    const { status, body } = await host.ask({ scope: 'openid profile orders' });
    expect({ status, body }).toEqual(invalidScope);
  });

  it('never widens a request', async () => {
    const host = hostWhere('profile admin', 'profile admin');
    const { body } = await host.redeem(await host.approved('openid profile'));
    expect(body.scope).toBe('openid profile');
    expect(host.model.rows[0]?.scope).toEqual(scopeOf('openid profile', library));
  });

  it('narrows at redemption what was approved', async () => {
    const host = hostWhere('profile orders', 'profile');
    const { status, body } = await host.redeem(await host.approved('openid profile orders'));
    expect({ status, scope: body.scope }).toEqual({ status: 200, scope: 'openid profile' });
    expect(host.model.rows[0]?.scope).toEqual(scopeOf('openid profile', library));
  });

  it('refuses a redemption by answering nothing, and the approval is kept', async () => {
    const host = hostWhere('profile', false, 'profile');
    const authReqId = await host.approved('openid profile');
    const { status, body } = await host.redeem(authReqId);
    expect({ status, body }).toEqual(invalidScope);
    expect(host.model.rows).toEqual([]);
    expect((await host.redeem(authReqId)).status).toBe(200);
  });

  it('sees at redemption only what the user granted', async () => {
    const host = hostWhere('profile orders', 'orders');
    const { body } = await host.ask({ scope: 'openid profile orders' });
    const [pending] = await host.ciba.listRequests({ sub: 'alice' });
    await host.ciba.approve(pending?.id ?? '', { sub: 'alice', scope: ['openid', 'orders'] });
    const tokens = await host.redeem(body.auth_req_id);
    expect(host.model.callsOf('validateScope').at(-1)?.[2]).toEqual(scopeOf('orders', library));
    expect(tokens.body.scope).toBe('openid orders');
  });
});

function inFormat(answer: unknown, library: Library): unknown {
  if (typeof answer !== 'string') return answer;
  return answer === '' && library.scopeFormat === 'array' ? [] : scopeOf(answer, library);
}

class ScopeModel extends TestModel {
  readonly #answers: unknown[];

  constructor(answers: unknown[]) {
    super(tillRow);
    this.#answers = answers;
  }

  async validateScope(...args: unknown[]): Promise<unknown> {
    this.calls.push(['validateScope', ...args]);
    return this.#answers.shift();
  }
}

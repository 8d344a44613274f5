import type { CibaStore } from '../../lib/request/store.js';
import { testHost } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { ask, poll, start } from '../support/http-requests.js';
import { storeWith } from '../support/http-store.js';

const details = [{ type: 'payment', amount: 1 }];
const fields = { scope: 'openid pay', authorization_details: JSON.stringify(details) };
const alice = { sub: 'alice' };

/** A value that answers what was asked for at first, and more after that. */
function turning(): unknown {
  let reads = 0;
  return {
    type: 'payment',
    get amount() {
      return reads++ === 0 ? 1 : 1_000_000;
    },
  };
}

class Payment {
  readonly type = 'payment';
  readonly amount = 1_000_000;
  toJSON(): object {
    return { type: 'payment', amount: 1 };
  }
}

/** An array whose members are what was asked for at the first look alone. */
function proxied(): unknown {
  const seen = new Set<string | symbol>();
  const evil = [{ type: 'payment', amount: 1_000_000 }];
  return new Proxy(details, {
    get: (target, name) => {
      const later = seen.has(name) && name === '0';
      seen.add(name);
      return Reflect.get(later ? evil : target, name);
    },
  });
}

function withToJson(answer: unknown): unknown {
  return Object.assign([...details], { toJSON: () => answer });
}

describe('what an approval grants is what was judged, or it is refused', () => {
  it.each([
    ['a getter that answers more the second time', () => [turning()]],
    ['an object with a toJSON', () => [new Payment()]],
    ['a Proxy', proxied],
    ['a Proxy around a member', () => [new Proxy(details[0] as object, {})]],
    ['a list whose toJSON answers an object', () => withToJson({ type: 'admin' })],
    ['a list whose toJSON answers a number', () => withToJson(5)],
    ['a list whose toJSON answers true', () => withToJson(true)],
    ['a list whose toJSON answers null', () => withToJson(null)],
    ['a list whose toJSON answers nothing', () => withToJson(undefined)],
  ])('for %s', async (_name, granted) => {
    const host = testHost();
    const { id, authReqId } = await start(host, fields);
    const approved = await host.ciba
      .approve(id, { ...alice, authorization_details: granted() as never })
      .catch((error: unknown) => error);
    if (approved instanceof TypeError) {
      expect(await host.ciba.getRequest(id, alice)).toMatchObject({ state: 'pending' });
      return;
    }
    expect(approved).toEqual({ outcome: 'accepted' });
    expect((await poll(host, authReqId)).body.authorization_details).toEqual(details);
  });

  it('for a scope that grows after the first look', async () => {
    let looks = 0;
    const scope = new Proxy(['openid'], {
      get: (target, name) => {
        if (name === Symbol.iterator) looks += 1;
        return Reflect.get(looks > 1 ? ['openid', 'admin'] : target, name);
      },
    });
    const host = testHost();
    const { id } = await start(host, fields);
    await host.ciba.approve(id, { ...alice, scope }).catch(() => undefined);
    const { state } = (await host.ciba.getRequest(id, alice)) ?? {};
    expect(state).toBe('pending');
  });
});

describe('an approval', () => {
  it.each(['unknown', 'wrong_user'] as const)('of a request that is %s decides nothing', async (outcome) => {
    const decide = jest.fn();
    const host = testHost({ store: storeWith(() => ({ get: async () => ({ outcome }), decide })) });
    const { id } = await start(host, fields);
    expect(await host.ciba.approve(id, { ...alice, scope: ['openid'] })).toEqual({ outcome });
    expect(decide).not.toHaveBeenCalled();
  });

  it.each([
    ['in milliseconds', Date.now()],
    ['in the future', Math.floor(Date.now() / 1000) + 3600],
    ['in text', '1700000000'],
    ['in fractions', 1_700_000_000.5],
    ['before the epoch', -1],
  ])('whose auth_time is %s is refused', async (_name, auth_time) => {
    const host = testHost();
    const { id } = await start(host);
    const approval = host.ciba.approve(id, { ...alice, auth_time: auth_time as number });
    await expect(approval).rejects.toThrow(
      new TypeError('approve: auth_time must be whole seconds since the epoch, and past'),
    );
    expect(await host.ciba.getRequest(id, alice)).toMatchObject({ state: 'pending' });
  });
});

describe('a stored decision that grants more than was requested issues nothing', () => {
  const widened = (approval: object) => (store: CibaStore) => ({
    poll: async (question: Parameters<CibaStore['poll']>[0]) => {
      const answer = await store.poll(question);
      return answer.status === 'ready'
        ? { ...answer, approval: { ...answer.approval, ...approval } as never }
        : answer;
    },
  });

  it.each<[object]>([
    [{ scope: ['openid', 'pay', 'admin'] }],
    [{ scope: ['pay'] }],
    [{ scope: 'openid admin' }],
    [{ authorization_details: [{ type: 'payment', amount: 1_000_000 }] }],
    [{ authorization_details: [...details, ...details] }],
    [{ authorization_details: { type: 'admin' } }],
    [{ authorization_details: 'admin' }],
    [{ authorization_details: 5 }],
  ])('%j', async (approval) => {
    const issueTokens = jest.fn(() => ({ access_token: 'at', token_type: 'Bearer' }));
    const host = testHost({ store: storeWith(widened(approval)), adapter: { issueTokens } });
    const { id, authReqId } = await start(host, fields);
    await host.ciba.approve(id, alice);
    const res = await poll(host, authReqId);
    expectRefusal(res, [500, 'server_error'], { description: 'The server failed.' });
    expect(issueTokens).not.toHaveBeenCalled();
    expect(host.logged).toHaveLength(1);
  });
});

describe('authorization_details with numbers that JSON cannot carry exactly', () => {
  it.each(['9007199254740993', '-9007199254740992', '1e400', '9007199254740993.0', '1e21'])(
    'are refused: %s',
    async (number) => {
      const host = testHost();
      const asked = { authorization_details: `[{"type":"a","deep":[{"n":${number}}]}]` };
      expectRefusal(await ask(host, asked), [400, 'invalid_authorization_details']);
      expect(host.notified).toEqual([]);
    },
  );

  it('are taken up to the greatest safe one', async () => {
    const asked = { authorization_details: '[{"type":"a","n":9007199254740991,"x":0.1}]' };
    expect((await ask(testHost(), asked)).status).toBe(200);
  });
});

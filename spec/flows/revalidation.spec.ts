import { describe, expect, it } from '@jest/globals';
import type { CibaAdapter } from '../../lib/adapter.js';
import type { CibaClient } from '../../lib/client/metadata.js';
import { CibaError } from '../../lib/errors.js';
import type { DeliveryMode } from '../../lib/request/record.js';
import { till } from '../support/host.js';
import { expectLogged, expectRefusal } from '../support/http-answers.js';
import { poll, type Started } from '../support/http-requests.js';
import { startTold, startToldApproved, type TellingHost } from '../support/receiver-host.js';
import type { Receiver } from '../support/receiver-server.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

type Wire = readonly [number, string];
type Outcome = 'refused' | 'step_up';

/** What befalls a user or a client, and what then becomes of an approval and of a token request. */
interface Trouble {
  readonly name: string;
  /** Who is gone; else what `revalidate` answers. */
  readonly gone?: 'user' | 'client';
  readonly answer?: unknown;
  readonly outcome: Outcome;
  readonly wire: Wire;
}

const judged = (name: string, answer: unknown, outcome: Outcome = 'refused'): Trouble => ({
  ...{ name, answer, outcome },
  wire: [400, 'access_denied'],
});

const disabled = judged('the user is disabled', false);
const troubles: readonly Trouble[] = [
  disabled,
  judged('the user is disabled, as is learnt later', Promise.resolve(false)),
  judged('the user must step up', 'step_up', 'step_up'),
  ...[undefined, 'true', {}].map((answer) => judged(`the host answers ${JSON.stringify(answer)}`, answer)),
  { name: 'the user is gone', gone: 'user', outcome: 'refused', wire: [400, 'invalid_grant'] },
  { name: 'the client is gone', gone: 'client', outcome: 'refused', wire: [401, 'invalid_client'] },
];
const gone = troubles.filter((trouble) => trouble.gone !== undefined);
const kept = troubles.filter((trouble) => trouble.gone !== 'client');

const modes: readonly DeliveryMode[] = ['poll', 'ping', 'push'];
const fetching = ['poll', 'ping'] as const;
const alice = { sub: 'alice' };

/** A host whose users and clients come and go, and one of its clients. */
interface Stage {
  readonly host: TellingHost;
  readonly client: CibaClient;
  readonly receiver: Receiver;
  /** What `revalidate` was asked. */
  readonly asked: unknown[][];
  /** Events of decisions and redemptions. */
  readonly events: string[];
  begin(trouble: Trouble): void;
  /** Begins as soon as the approval has been judged. */
  beginOnceApproved(trouble: Trouble): void;
  end(): void;
}

/** What is different from the standard stage. */
interface StageWish {
  readonly revalidate?: CibaAdapter['revalidate'] | false;
}

function useStages(settingOf: ReturnType<typeof useSetting>) {
  return async (mode: DeliveryMode, { revalidate }: StageWish = {}): Promise<Stage> => {
    let now: Trouble | undefined;
    let next: Trouble | undefined;
    const asked: unknown[][] = [];
    const answering: NonNullable<CibaAdapter['revalidate']> = (...args) => {
      asked.push(args);
      const answer = now !== undefined && 'answer' in now ? now.answer : true;
      if (next !== undefined) begin(next);
      return answer as boolean;
    };
    const getUser = (sub: string) => (now?.gone === 'user' ? undefined : { sub, name: 'Alice' });
    const adapter = { getUser, ...(revalidate !== false && { revalidate: revalidate ?? answering }) };
    const setting = await settingOf(mode === 'push' ? 'push' : 'ping', { adapter });
    const { host, receiver } = setting;
    const client = mode === 'poll' ? till : setting.client;
    const begin = (trouble: Trouble): void => {
      now = trouble;
      if (trouble.gone === 'client') host.clients.splice(host.clients.indexOf(client), 1);
    };
    const end = (): void => {
      if (now?.gone === 'client') host.clients.push(client);
      now = undefined;
      next = undefined;
    };
    const beginOnceApproved = (trouble: Trouble): void => {
      next = trouble;
    };
    const events: string[] = [];
    for (const name of ['approved', 'redeemed', 'denied', 'failed'] as const)
      host.ciba.on(name, () => void events.push(name));
    return { host, client, receiver, asked, events, begin, beginOnceApproved, end };
  };
}

async function state({ host }: Stage, { id }: Started): Promise<string | undefined> {
  return (await host.ciba.getRequest(id, alice))?.state;
}

/** Nobody was told anything, and no tokens were made. */
function expectNothingTold({ host, receiver }: Stage): void {
  expect([receiver.connections(), host.told, host.grants]).toEqual([0, [], []]);
}

/** The client gets its tokens, in whichever way it does. */
async function expectTokens(stage: Stage, { authReqId }: Started, mode: DeliveryMode): Promise<void> {
  const { host, client, receiver } = stage;
  if (mode === 'push') {
    await receiver.called(1);
    expect(JSON.parse(receiver.calls[0]?.body ?? '{}')).toMatchObject({
      auth_req_id: authReqId,
      access_token: 'access-1',
    });
  } else {
    const { status, body } = await poll(host, authReqId, { client });
    expect([status, body.access_token]).toEqual([200, 'access-1']);
    expectRefusal(await poll(host, authReqId, { client }), [400, 'invalid_grant']);
  }
  await host.rest();
  expect([host.grants.length, host.revoked]).toEqual([1, []]);
}

/** The client is pushed that the transaction failed, once and for all. */
async function expectFailurePushed({ host, receiver }: Stage, { authReqId }: Started): Promise<void> {
  await receiver.called(1);
  await host.rest();
  expect(receiver.calls[0]?.body).toBe(`{"auth_req_id":"${authReqId}","error":"transaction_failed"}`);
  await host.pass(60_000);
  expect([receiver.calls.length, host.grants, host.revoked]).toEqual([1, [], []]);
  expect(await host.ciba.deadLetters()).toEqual([]);
}

describe.each(storeCases)('between a request and its approval, over $name,', (storeCase) => {
  const stageOf = useStages(useSetting(storeCase));

  describe.each(modes)('by %s', (mode) => {
    it.each(troubles)('nothing is approved where $name, until that has passed', async (trouble) => {
      const stage = await stageOf(mode);
      const { host, client } = stage;
      const started = await startTold(host, client);
      stage.begin(trouble);
      for (let n = 0; n < 2; n += 1)
        expect(await host.ciba.approve(started.id, alice)).toEqual({ outcome: trouble.outcome });
      await host.pass(1000);
      expectNothingTold(stage);
      if (mode !== 'push') {
        const wire: Wire = trouble.gone === 'client' ? trouble.wire : [400, 'authorization_pending'];
        const details = trouble.gone === 'client' ? {} : { retryAfter: 5 };
        expectRefusal(await poll(host, started.authReqId, { client }), wire, details);
      }
      expect(stage.events).toEqual([]);
      stage.end();
      expect(await state(stage, started)).toBe('pending');
      expect(await host.ciba.approve(started.id, alice)).toEqual({ outcome: 'accepted' });
      await expectTokens(stage, started, mode);
    });

    it('nothing is left of the request once it has expired', async () => {
      const stage = await stageOf(mode);
      const { host, client } = stage;
      const started = await startTold(host, client);
      stage.begin(disabled);
      expect(await host.ciba.approve(started.id, alice)).toEqual({ outcome: 'refused' });
      await host.pass(301_000);
      expect(await host.ciba.approve(started.id, alice)).toEqual({ outcome: 'expired' });
      if (mode !== 'push')
        expectRefusal(await poll(host, started.authReqId, { client }), [400, 'expired_token']);
      stage.end();
      expect(await host.ciba.approve(started.id, alice)).toEqual({ outcome: 'expired' });
      expect(await host.ciba.listRequests(alice)).toEqual([]);
      expectNothingTold(stage);
    });

    it('a user who is disabled may refuse', async () => {
      const stage = await stageOf(mode);
      const { host, client } = stage;
      const { id } = await startTold(host, client);
      stage.begin(disabled);
      expect(await host.ciba.deny(id, alice)).toEqual({ outcome: 'accepted' });
      expect([stage.events, stage.asked, host.grants]).toEqual([['denied'], [], []]);
    });
  });
});

describe.each(storeCases)('between an approval and its redemption, over $name,', (storeCase) => {
  const stageOf = useStages(useSetting(storeCase));

  describe.each(fetching)('by %s', (mode) => {
    it.each(troubles)('no tokens are issued where $name, until that has passed', async (trouble) => {
      const stage = await stageOf(mode);
      const { host, client, receiver } = stage;
      const started = await startToldApproved(host, client);
      if (mode === 'ping') await receiver.called(1);
      await host.rest();
      stage.begin(trouble);
      for (let n = 0; n < 2; n += 1)
        expectRefusal(await poll(host, started.authReqId, { client }), trouble.wire);
      expect([stage.events, host.grants]).toEqual([['approved'], []]);
      expect(await host.ciba.listRequests(alice)).toEqual([]);
      stage.end();
      expect(await state(stage, started)).toBe('approved');
      await expectTokens(stage, started, mode);
      expect(stage.events).toEqual(['approved', 'redeemed']);
    });

    it('nothing is left of the approval once it has expired', async () => {
      const stage = await stageOf(mode);
      const { host, client } = stage;
      const { authReqId } = await startToldApproved(host, client);
      stage.begin(disabled);
      expectRefusal(await poll(host, authReqId, { client }), [400, 'access_denied']);
      await host.pass(301_000);
      stage.end();
      expectRefusal(await poll(host, authReqId, { client }), [400, 'expired_token']);
      expect(host.grants).toEqual([]);
    });
  });

  describe('by push', () => {
    it.each(kept)('the client hears that it failed where $name', async (trouble) => {
      const stage = await stageOf('push');
      const { host, client } = stage;
      stage.beginOnceApproved(trouble);
      const started = await startToldApproved(host, client);
      await expectFailurePushed(stage, started);
      expectLogged(host, trouble.wire[1]);
      stage.end();
      expect([stage.events, await host.ciba.listRequests(alice)]).toEqual([['approved'], []]);
      await host.pass(60_000);
      expect([stage.receiver.calls.length, host.grants]).toEqual([1, []]);
    });

    it('nobody is called where the client is gone', async () => {
      const stage = await stageOf('push');
      const { host, client, receiver } = stage;
      stage.beginOnceApproved(gone.find((trouble) => trouble.gone === 'client') as Trouble);
      await startToldApproved(host, client);
      await host.rest();
      await host.pass(60_000);
      expect(host.told).toMatchObject([['undeliverable', { reason: 'client_gone', attempts: 0 }]]);
      expect([receiver.connections(), host.grants, host.revoked]).toEqual([0, [], []]);
    });
  });
});

describe.each(storeCases)('a host that has nothing to judge anew, over $name,', (storeCase) => {
  const stageOf = useStages(useSetting(storeCase));
  const unjudged = { revalidate: false } as const;

  describe.each(fetching)('by %s', (mode) => {
    it.each(gone)('issues no tokens where $name, until that has passed', async (trouble) => {
      const stage = await stageOf(mode, unjudged);
      const { host, client } = stage;
      const started = await startTold(host, client);
      stage.begin(trouble);
      expect(await host.ciba.approve(started.id, alice)).toEqual({ outcome: 'accepted' });
      await host.rest();
      expectRefusal(await poll(host, started.authReqId, { client }), trouble.wire);
      expect(host.grants).toEqual([]);
      stage.end();
      await expectTokens(stage, started, mode);
    });
  });

  it('pushes that it failed where the user is gone', async () => {
    const stage = await stageOf('push', unjudged);
    const { host, client } = stage;
    const started = await startTold(host, client);
    stage.begin(gone.find((trouble) => trouble.gone === 'user') as Trouble);
    expect(await host.ciba.approve(started.id, alice)).toEqual({ outcome: 'accepted' });
    await expectFailurePushed(stage, started);
  });

  it.each(['ping', 'push'] as const)('calls nobody where the client is gone: %s', async (mode) => {
    const stage = await stageOf(mode, unjudged);
    const { host, client, receiver } = stage;
    const { id } = await startTold(host, client);
    stage.begin(gone.find((trouble) => trouble.gone === 'client') as Trouble);
    expect(await host.ciba.approve(id, alice)).toEqual({ outcome: 'accepted' });
    await host.rest();
    expect(host.told).toMatchObject([['undeliverable', { reason: 'client_gone', attempts: 0 }]]);
    expect([receiver.connections(), host.grants]).toEqual([0, []]);
  });
});

describe.each(storeCases)('revalidate, over $name,', (storeCase) => {
  const stageOf = useStages(useSetting(storeCase));

  it.each(modes)('is asked about user and client as they are now, once each time: %s', async (mode) => {
    const stage = await stageOf(mode);
    const { host, client, asked } = stage;
    const started = await startTold(host, client);
    const renamed = { ...client, client_name: 'Renamed' };
    host.clients.splice(host.clients.indexOf(client), 1, renamed);
    expect(asked).toEqual([]);
    expect(await host.ciba.approve(started.id, alice)).toEqual({ outcome: 'accepted' });
    await expectTokens(stage, started, mode);
    const user = { sub: 'alice', name: 'Alice' };
    expect(asked).toEqual([
      [user, renamed, 'approval', {}],
      [user, renamed, 'redemption', {}],
    ]);
    expect(await host.ciba.approve(started.id, alice)).toEqual({ outcome: 'repeated' });
    expect(asked).toHaveLength(2);
  });

  it.each(modes)('is told what approve was told, and a refusal raises an event: %s', async (mode) => {
    const said: unknown[][] = [];
    const stage = await stageOf(mode, {
      revalidate: (_user, _client, phase, approval) => {
        said.push([phase, approval]);
        return approval.acr === 'gold' || 'step_up';
      },
    });
    const { host, client } = stage;
    const refused: unknown[] = [];
    host.ciba.on('refused', (event) => refused.push(event));
    const { id, authReqId } = await startTold(host, client);
    expect(await host.ciba.approve(id, { ...alice, acr: 'tin' })).toEqual({ outcome: 'step_up' });
    const how = { acr: 'gold', amr: ['face'], auth_time: 1_700_000_000 };
    expect(await host.ciba.approve(id, { ...alice, ...how })).toEqual({ outcome: 'accepted' });
    await expectTokens(stage, { id, authReqId }, mode);
    expect(said).toEqual([
      ['approval', { acr: 'tin' }],
      ['approval', how],
      ['redemption', how],
    ]);
    const [selector] = id.split('.');
    const { client_id } = client;
    expect(refused).toEqual([{ selector, client_id, ...alice, phase: 'approval', outcome: 'step_up' }]);
  });

  it('is not asked on behalf of another user, or about a request that is none', async () => {
    const stage = await stageOf('poll');
    const { host, client, asked } = stage;
    const { id } = await startTold(host, client);
    expect(await host.ciba.approve(id, { sub: 'bob' })).toEqual({ outcome: 'wrong_user' });
    expect(await host.ciba.approve('x', alice)).toEqual({ outcome: 'unknown' });
    expect(await host.ciba.approve(`${'A'.repeat(22)}.${'A'.repeat(43)}`, alice)).toEqual({
      outcome: 'unknown',
    });
    expect(asked).toEqual([]);
  });

  const failing = () => {
    throw new Error('the directory is down');
  };

  it('that fails at the approval decides nothing', async () => {
    let broken = true;
    const stage = await stageOf('poll', { revalidate: () => (broken ? failing() : true) });
    const { host, client } = stage;
    const started = await startTold(host, client);
    await expect(host.ciba.approve(started.id, alice)).rejects.toThrow(
      'adapter.revalidate failed: the directory is down',
    );
    expect([await state(stage, started), stage.events]).toEqual(['pending', []]);
    broken = false;
    expect(await host.ciba.approve(started.id, alice)).toEqual({ outcome: 'accepted' });
    await expectTokens(stage, started, 'poll');
  });

  it.each(fetching)('that fails at the redemption is 503, and loses nothing: %s', async (mode) => {
    let broken = false;
    const stage = await stageOf(mode, { revalidate: () => (broken ? failing() : true) });
    const { host, client } = stage;
    const started = await startToldApproved(host, client);
    await host.rest();
    broken = true;
    const res = await poll(host, started.authReqId, { client });
    expectRefusal(res, [503, 'temporarily_unavailable'], { retryAfter: 5 });
    expectLogged(host, 'the directory is down', res);
    expect(host.grants).toEqual([]);
    broken = false;
    await expectTokens(stage, started, mode);
  });

  it('that fails before a push is asked again, and the client is called once it has answered', async () => {
    let times = 0;
    const stage = await stageOf('push', {
      revalidate: (_user, _client, phase) => {
        times += 1;
        return phase === 'redemption' && times === 2 ? failing() : true;
      },
    });
    const { host, client } = stage;
    const started = await startToldApproved(host, client);
    await host.rest();
    expect([stage.receiver.connections(), host.grants]).toEqual([0, []]);
    expect(host.told).toMatchObject([['deliveryDeferred', { attempts: 0, reason: 'mint' }]]);
    await host.pass(1000);
    await expectTokens(stage, started, 'push');
    expect(times).toBe(3);
  });

  it('may refuse in its own words', async () => {
    let closed = false;
    const stage = await stageOf('poll', {
      revalidate: () => {
        if (closed) throw new CibaError('access_denied', 'The account is closed.');
        return true;
      },
    });
    const { host, client } = stage;
    const started = await startToldApproved(host, client);
    closed = true;
    const description = 'The account is closed.';
    expectRefusal(await poll(host, started.authReqId, { client }), [400, 'access_denied'], { description });
    expect(host.grants).toEqual([]);
    closed = false;
    await expectTokens(stage, started, 'poll');
  });
});

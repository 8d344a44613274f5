import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import express, { type Response } from 'express';
import type { AuthenticationRequest, DecisionOutcome, DeliveryMode, RequestState } from 'express-ciba';
import { testApproval } from '../../examples/fapi-host/test-approval.js';
import type { User } from '../../examples/fapi-host/users.js';

/** A decision that was taken, and whether the answer to it had been written by then. */
interface Taken {
  readonly decision: 'approve' | 'deny';
  readonly answered: boolean;
}

describe('the test route of the FAPI host decides', () => {
  let state: RequestState | undefined;
  let outcome: DecisionOutcome;
  let taken: Taken[];
  let close: () => Promise<void>;
  let send: (action: string) => Promise<number>;

  beforeEach(() => {
    [state, outcome, taken] = ['pending', 'accepted', []];
  });
  afterEach(() => close());

  /** The route alone, with a request of a client of this mode. */
  const listen = async (deliveryMode: DeliveryMode): Promise<void> => {
    let answer: Response | undefined;
    const decided = (decision: Taken['decision']) => async () => {
      taken.push({ decision, answered: answer?.writableFinished ?? false });
      return { outcome };
    };
    const request = { id: 'A.secret', user: { sub: 'alice' }, deliveryMode } as AuthenticationRequest<User>;
    const { notice, route } = testApproval();
    notice(request);
    const ciba = { approve: decided('approve'), deny: decided('deny') };
    const getRequest = async () => state && { ...request, state };
    const app = express().post('/', (_req, res, next) => {
      answer = res;
      next();
    });
    app.post('/', route({ ...ciba, getRequest }));
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    send = async (action) =>
      (await fetch(`${url}/?auth_req_id=A.other&action=${action}`, { method: 'POST' })).status;
    close = async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    };
  };

  it.each(['ping', 'push'] as const)(
    'after its answer was written, for a client of mode %s',
    async (mode) => {
      await listen(mode);
      expect(await send('allow')).toBe(204);
      expect(await send('deny')).toBe(409);
      expect(taken).toEqual([{ decision: 'approve', answered: true }]);
    },
  );

  it('before it answers a client that polls, which hears what came of it', async () => {
    await listen('poll');
    expect(await send('deny')).toBe(204);
    outcome = 'conflict';
    expect(await send('allow')).toBe(409);
    expect(taken).toEqual([
      { decision: 'deny', answered: false },
      { decision: 'approve', answered: false },
    ]);
  });

  it('once, where two decisions come at once', async () => {
    await listen('ping');
    const statuses = await Promise.all([send('allow'), send('deny')]);
    expect(statuses.sort()).toEqual([204, 409]);
    expect(taken).toHaveLength(1);
  });

  it.each<[RequestState | undefined, number, number]>([
    ['approved', 204, 409],
    ['redeemed', 204, 409],
    ['denied', 409, 204],
    ['expired', 409, 409],
    ['failed', 409, 409],
    ['cancelled', 409, 409],
    [undefined, 404, 404],
  ])('nothing new about a request that is %s', async (now, allow, deny) => {
    await listen('ping');
    state = now;
    expect([await send('allow'), await send('deny')]).toEqual([allow, deny]);
  });

  it('and says so on standard error where what it promised could not be kept', async () => {
    const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    await listen('ping');
    outcome = 'expired';
    expect(await send('allow')).toBe(204);
    expect(said.mock.calls).toEqual([['POST /test/approve was answered 204, yet: expired']]);
    said.mockRestore();
  });
});

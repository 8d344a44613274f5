import type { Response } from 'supertest';
import { CIBA_GRANT, type TestHost } from './host.js';
import { post, standardFields } from './http-requests.js';

/** Where a host has put the two endpoints. */
export interface Places {
  readonly backchannel: string;
  readonly token: string;
}

/** Asks, is told to wait, approves, and gets tokens, at these places of a host. */
export async function expectWholeFlow(
  host: Pick<TestHost, 'app' | 'ciba' | 'notified'>,
  { backchannel, token }: Places,
): Promise<void> {
  const asked = await post(host, backchannel, { fields: standardFields });
  expect({ status: asked.status, body: asked.body }).toEqual({
    status: 200,
    body: { auth_req_id: expect.any(String), expires_in: 300, interval: 5 },
  });
  const { auth_req_id } = asked.body;
  const early = await pollAt(host, token, auth_req_id);
  expect([early.status, early.body.error]).toEqual([400, 'authorization_pending']);
  const approved = await host.ciba.approve(host.notified.at(-1) ?? '', { sub: 'alice' });
  expect(approved).toEqual({ outcome: 'accepted' });
  const tokens = await pollAt(host, token, auth_req_id);
  expect([tokens.status, tokens.body.token_type]).toEqual([200, 'Bearer']);
}

/** Polls at a place of the host's choosing. */
export function pollAt(host: Pick<TestHost, 'app'>, path: string, auth_req_id: string): Promise<Response> {
  return post(host, path, { fields: { grant_type: CIBA_GRANT, auth_req_id } });
}

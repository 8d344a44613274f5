import { expect } from '@jest/globals';
import { startToldApproved } from './receiver-host.js';
import type { Setting } from './receiver-setting.ts';

/** Claims by which pushed tokens belong together and to their request. CIBA Core 1.0 §10.3.1. */
export const AUTH_REQ_ID = 'urn:openid:params:jwt:claim:auth_req_id';
export const RT_HASH = 'urn:openid:params:jwt:claim:rt_hash';

/** What is pushed once the user has approved. */
export async function pushed({ host, client, receiver }: Setting): Promise<Record<string, string>> {
  const { authReqId } = await startToldApproved(host, client);
  await receiver.called(1);
  const body = JSON.parse(receiver.calls[0]?.body ?? '{}') as Record<string, string>;
  expect(body.auth_req_id).toBe(authReqId);
  return body;
}

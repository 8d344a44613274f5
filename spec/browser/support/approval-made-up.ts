import type { BrowserContext } from 'playwright-core';

const PLAIN = {
  id: 'made-up',
  state: 'pending',
  client: { client_id: 'made-up', client_name: 'Somebody' },
  scope: ['openid'],
  deliveryMode: 'poll',
  createdAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-01-01T00:05:00.000Z',
  expires_in: 300,
};

/** Has the API answer a list with one request that no server of ours would let pass: the members of it that differ, as JSON. */
export async function makeUp(context: BrowserContext, members: string): Promise<void> {
  const plain = JSON.stringify(PLAIN);
  const request = `${plain.slice(0, -1)},${members.slice(1)}`;
  await context.route('**/device/events', (route) => route.fulfill({ status: 503, json: {} }));
  await context.route('**/device/requests', (route) =>
    route.fulfill({ contentType: 'application/json', body: `{"requests":[${request}]}` }),
  );
}

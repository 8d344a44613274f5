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

/** Has the API answer a list of requests that no server of ours would let pass: of each the members that differ, as JSON. */
export async function makeUp(context: BrowserContext, members: readonly string[]): Promise<void> {
  const requests = members.map((differing, at) => {
    const plain = JSON.stringify({ ...PLAIN, id: `made-up-${at}` });
    return `${plain.slice(0, -1)},${differing.slice(1)}`;
  });
  const body = `{"requests":[${requests.join()}]}`;
  await context.route('**/device/events', (route) => route.fulfill({ status: 503, json: {} }));
  await context.route('**/device/requests', (route) =>
    route.fulfill({ contentType: 'application/json', body }),
  );
}

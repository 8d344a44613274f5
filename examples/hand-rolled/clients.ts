import { timingSafeEqual } from 'node:crypto';
import { CIBA_GRANT_TYPE, type CibaClient } from 'express-ciba';

const everyClient: readonly CibaClient[] = [
  {
    client_id: 'till',
    client_name: 'Till 7, Main Street',
    client_secret: process.env.TILL_SECRET ?? 'till-secret',
    grant_types: [CIBA_GRANT_TYPE, 'client_credentials'],
    scope: 'openid receipts',
  },
];

export const clients = {
  find: (id: unknown) => everyClient.find(({ client_id }) => client_id === id),
  /** The client of a form with `client_id` and `client_secret`. */
  authenticate(form: { readonly client_id?: unknown; readonly client_secret?: unknown } = {}) {
    const client = clients.find(form.client_id);
    return client && isEqual(client.client_secret ?? '', String(form.client_secret)) ? client : undefined;
  },
};

function isEqual(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length > 0 && left.length === right.length && timingSafeEqual(left, right);
}

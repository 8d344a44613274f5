import { scryptSync, timingSafeEqual } from 'node:crypto';

/** A client as this host stores it: names of its own, and no secret but its hash. */
export interface Client {
  readonly id: string;
  readonly name: string;
  readonly secretHash: Buffer;
  readonly grants: readonly string[];
}

const hashed = (id: string, secret: string): Buffer => scryptSync(secret, id, 32, { N: 1024 });

const everyClient: readonly Client[] = [
  {
    id: 'till',
    name: 'Till 7, Main Street',
    secretHash: hashed('till', process.env.TILL_SECRET ?? 'till-secret'),
    grants: ['urn:openid:params:grant-type:ciba', 'client_credentials'],
  },
];

export const clients = {
  find: (id: string) => everyClient.find((client) => client.id === id),
  secretFits({ id, secretHash }: Client, secret: string): boolean {
    return timingSafeEqual(hashed(id, secret), secretHash);
  },
};

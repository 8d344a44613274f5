import { hash, timingSafeEqual } from 'node:crypto';
import type OAuth2Server from '@node-oauth/oauth2-server';
import { CIBA_GRANT_TYPE } from 'express-ciba';

/** A client as the model of `@node-oauth/oauth2-server` keeps it; its secret only as a hash. */
export interface DemoClient extends OAuth2Server.Client {
  readonly client_name: string;
  readonly secretHash: string;
  readonly scopes: readonly string[];
}

const CLIENTS: readonly DemoClient[] = [
  {
    id: 'call-centre',
    client_name: 'Call centre',
    secretHash: hash('sha256', 'call-centre-secret'),
    grants: [CIBA_GRANT_TYPE, 'refresh_token', 'client_credentials'],
    scopes: ['openid', 'profile', 'email'],
  },
];

export function clientById(id: string): DemoClient | undefined {
  return CLIENTS.find((client) => client.id === id);
}

/** A plain hash is enough for random secrets; ones that people choose need scrypt or the like. */
export function isSecretOf(client: DemoClient, secret: string): boolean {
  return timingSafeEqual(Buffer.from(client.secretHash), Buffer.from(hash('sha256', secret)));
}

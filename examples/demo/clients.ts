import { hash, timingSafeEqual } from 'node:crypto';
import type OAuth2Server from '@node-oauth/oauth2-server';
import { CIBA_GRANT_TYPE } from 'express-ciba';

/** The one client that is there from the start. */
export const CALL_CENTRE = { client_id: 'call-centre', client_secret: 'call-centre-secret' } as const;

/** Scopes that a client can have. */
export const SCOPES = ['openid', 'profile', 'email'] as const;

/** Devices that belong to somebody, who is asked when the device names nobody. */
const OWNERS: ReadonlyMap<string, string> = new Map([['smart-home-device', 'alice']]);

/** A client as the model of `@node-oauth/oauth2-server` keeps it; its secret only as a hash. */
export interface DemoClient extends OAuth2Server.Client {
  readonly grants: string[];
  readonly secretHash: string;
  readonly scopes: readonly string[];
  readonly client_name?: string;
  readonly token_endpoint_auth_method?: string;
}

/** The clients of one demo host. */
export interface DemoClients {
  byId(id: string): DemoClient | undefined;
  all(): readonly DemoClient[];
  isBuiltIn(id: string): boolean;
  save(client: DemoClient): void;
}

export function demoClients(): DemoClients {
  const callCentre: DemoClient = {
    id: CALL_CENTRE.client_id,
    client_name: 'Call centre',
    secretHash: hash('sha256', CALL_CENTRE.client_secret),
    grants: [CIBA_GRANT_TYPE, 'refresh_token', 'client_credentials'],
    scopes: SCOPES,
  };
  const clients = new Map([[callCentre.id, callCentre]]);
  return {
    byId: (id) => clients.get(id),
    all: () => [...clients.values()],
    isBuiltIn: (id) => id === callCentre.id,
    save: (client) => void clients.set(client.id, client),
  };
}

/** A plain hash is enough for random secrets; ones that people choose need scrypt or the like. */
export function isSecretOf(client: DemoClient, secret: string): boolean {
  return timingSafeEqual(Buffer.from(client.secretHash), Buffer.from(hash('sha256', secret)));
}

/** Whose device a client is. */
export function ownerOf(clientId: string): string | undefined {
  return OWNERS.get(clientId);
}

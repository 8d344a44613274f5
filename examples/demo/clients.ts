import { hash, timingSafeEqual } from 'node:crypto';
import type OAuth2Server from '@node-oauth/oauth2-server';
import { CIBA_GRANT_TYPE } from 'express-ciba';
import type { MatchingMode } from './till/matching.js';

/** The clients that are there from the start: one polls, one is answered late, one is pinged. */
export const CALL_CENTRE = { client_id: 'call-centre', client_secret: 'call-centre-secret' } as const;
export const SHOP_TILL = { client_id: 'shop-till', client_secret: 'shop-till-secret' } as const;
export const TICKET_KIOSK = { client_id: 'ticket-kiosk', client_secret: 'ticket-kiosk-secret' } as const;
export const BUILT_IN = [CALL_CENTRE, SHOP_TILL, TICKET_KIOSK] as const;

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
  readonly backchannel_token_delivery_mode?: string;
  readonly backchannel_client_notification_endpoint?: string;
  readonly backchannel_number_matching?: MatchingMode | undefined;
}

/** The clients of one demo host. */
export interface DemoClients {
  byId(id: string): DemoClient | undefined;
  all(): readonly DemoClient[];
  isBuiltIn(id: string): boolean;
  save(client: DemoClient): void;
  /** From now on users must give the number that this client shows, or need not. A real client registers it once. */
  matchNumbers(id: string, mode: MatchingMode | undefined): void;
}

/** The clients, of which the kiosk is pinged at its endpoint. */
export function demoClients(kioskEndpoint: string): DemoClients {
  const pinged = {
    backchannel_token_delivery_mode: 'ping',
    backchannel_client_notification_endpoint: kioskEndpoint,
  };
  const builtIn = [
    client(CALL_CENTRE, 'Call centre'),
    client(SHOP_TILL, 'Shop till'),
    { ...client(TICKET_KIOSK, 'Ticket kiosk'), ...pinged },
  ];
  const clients = new Map(builtIn.map((known) => [known.id, known]));
  return {
    byId: (id) => clients.get(id),
    all: () => [...clients.values()],
    isBuiltIn: (id) => builtIn.some((known) => known.id === id),
    save: (saved) => void clients.set(saved.id, saved),
    matchNumbers(id, backchannel_number_matching) {
      const known = clients.get(id);
      if (known !== undefined) clients.set(id, { ...known, backchannel_number_matching });
    },
  };
}

function client({ client_id, client_secret }: (typeof BUILT_IN)[number], client_name: string): DemoClient {
  return {
    id: client_id,
    client_name,
    secretHash: hash('sha256', client_secret),
    grants: [CIBA_GRANT_TYPE, 'refresh_token', 'client_credentials'],
    scopes: SCOPES,
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

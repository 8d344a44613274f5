import { CIBA_GRANT_TYPE, type CibaClient } from 'express-ciba';
import { BoundedMap } from './bounded.js';
import { object, required, text, unrepeated } from './members.js';

/** The clients of this host. */
export interface Clients {
  byId(id: string): CibaClient | undefined;
  /** Those of the configuration, without any that registered itself. */
  configured(): readonly CibaClient[];
  /** Adds a client that registered itself. */
  register(client: CibaClient): void;
}

const REGISTERED_AT_MOST = 10_000;

/** Reads the clients of the configuration: metadata as RFC 7591 names it, which the package judges at each request. */
export function configuredClients(given: readonly unknown[]): readonly CibaClient[] {
  const clients = given.map(configuredClient);
  unrepeated(
    clients.map(({ client_id }) => client_id),
    'the client_id',
  );
  return clients;
}

/** A client of the configuration is there for CIBA, so it need not say so. */
function configuredClient(given: unknown, index: number): CibaClient {
  const metadata = object(given, `clients[${index}]`);
  const client_id = required(text(metadata, 'client_id'), metadata, 'client_id');
  return { grant_types: [CIBA_GRANT_TYPE, 'refresh_token'], ...metadata.values, client_id };
}

export function hostClients(configured: readonly CibaClient[]): Clients {
  const own = new Map(configured.map((client) => [client.client_id, client]));
  const registered = new BoundedMap<CibaClient>(REGISTERED_AT_MOST);
  return {
    byId: (id) => own.get(id) ?? registered.get(id),
    configured: () => [...own.values()],
    register: (client) => void registered.set(client.client_id, client),
  };
}

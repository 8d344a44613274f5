import type { CibaClient } from '../../lib/client/metadata.js';
import type { Certified } from './certificates.ts';
import type { TestHostOptions } from './host.js';
import { type TellingHost, toldClient, useStore, useTellingHosts } from './receiver-host.ts';
import { type Receiver, useReceivers } from './receiver-server.ts';
import type { StoreCase } from './stores.ts';

/** A client that is told, the receiver it is told at, and the host that tells it. */
export interface Setting {
  readonly receiver: Receiver;
  readonly client: CibaClient;
  readonly host: TellingHost;
  /** Another process of the same deployment: a host over the same store. */
  another(options?: TestHostOptions): Promise<TellingHost>;
}

/** What is different from the standard setting. */
export interface SettingWish extends TestHostOptions {
  /** What the client registered otherwise. */
  readonly registered?: Partial<CibaClient>;
  /** The receiver's certificate. */
  readonly certified?: Certified;
}

/** Makes settings over one kind of store; they end with the test. */
export function useSetting(
  storeCase: StoreCase,
): (mode: 'ping' | 'push', wish?: SettingWish) => Promise<Setting> {
  // They end in this order: receivers let go of calls that hang, hosts end theirs, and then nobody needs the store.
  const receiverWith = useReceivers();
  const hostOver = useTellingHosts();
  const store = useStore(storeCase);
  return async (mode, { registered, certified, clients = [], ...options } = {}) => {
    const receiver = await receiverWith(certified);
    const client = toldClient(mode, receiver, registered);
    const all = { clients: [client, ...clients], ...options };
    const host = await hostOver(store(), all);
    return { receiver, client, host, another: (more) => hostOver(store(), { ...all, ...more }) };
  };
}

import type { AuthenticationRequest } from '../adapter.js';
import type { Host } from '../host/host.js';
import type { Logger } from '../logger.js';
import { isDecoy } from '../request/decoy.js';
import { parseId } from '../request/ids.js';
import type { RequestRecord, RequestState } from '../request/record.js';
import type { CibaStore } from '../request/store.js';
import { authenticationRequest } from '../request-view.js';
import { type DecidedBy, requireSub } from './decided-by.js';

/** What a user's approval page may read. */
export interface Views {
  getRequest(id: string, by: DecidedBy): Promise<AuthenticationRequest | undefined>;
  listRequests(by: DecidedBy): Promise<readonly AuthenticationRequest[]>;
}

/** What the views need. */
export interface ViewContext {
  readonly store: CibaStore;
  readonly host: Pick<Host, 'getClient' | 'getUser'>;
  readonly logger: Logger;
}

/** Makes the views; client and user are read afresh, and a request whose client or user is gone is not shown; one that cannot be read hides no other. */
export function views({ store, host, logger }: ViewContext): Views {
  const view = async (
    record: RequestRecord,
    state: RequestState,
  ): Promise<AuthenticationRequest | undefined> => {
    const [client, user] = await Promise.all([host.getClient(record.clientId), host.getUser(record.sub)]);
    return client && user && authenticationRequest(record, state, client, user);
  };
  const hidden = (error: unknown): undefined => {
    logger.error(error, 'a request could not be shown');
  };
  return {
    async getRequest(id, by) {
      const sub = requireSub(by);
      const parsed = parseId(id);
      const found = parsed && (await store.get(parsed, sub));
      return found?.outcome === 'found' ? view(found.record, found.state) : undefined;
    },
    async listRequests(by) {
      const sub = requireSub(by);
      if (isDecoy(sub)) return [];
      const shown = await Promise.all(
        (await store.list(sub)).map((record) => view(record, 'pending').catch(hidden)),
      );
      return shown.filter((request) => request !== undefined);
    },
  };
}

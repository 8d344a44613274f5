import type { CibaGrant } from '../../lib/adapter.js';
import type { CibaClient } from '../../lib/client/metadata.js';
import { proofKey, thumbprintOf } from './dpop-proofs.ts';
import { type TestHost, type TestHostOptions, testHost, till } from './host.js';

/** A client that demands tokens bound by DPoP. */
export const demanding: CibaClient & { client_secret: string } = {
  ...till,
  client_id: 'demanding',
  client_secret: 'demanding-secret',
  dpop_bound_access_tokens: true,
};

/** The `cnf` of tokens that are bound to the specs' key. */
export const cnf = { jkt: thumbprintOf(proofKey) };

/** A host that looks at proofs, and remembers what tokens were made for. */
export interface DpopHost extends TestHost {
  readonly grants: CibaGrant[];
}

/** Makes such a host; it answers with the type of token that a grant asks for. */
export function dpopHost(options: TestHostOptions = {}): DpopHost {
  const grants: CibaGrant[] = [];
  const { adapter, ...others } = options;
  const host = testHost({
    dpop: true,
    clients: [till, demanding],
    ...others,
    adapter: {
      issueTokens: (grant) => {
        grants.push(grant);
        return { access_token: `at-${grants.length}`, token_type: grant.cnf?.jkt ? 'DPoP' : 'Bearer' };
      },
      ...adapter,
    },
  });
  return { ...host, grants };
}

import type { RequestHandler } from 'express';
import type { AuthenticationRequest, Ciba } from 'express-ciba';
import { BoundedMap } from './bounded.js';
import type { User } from './users.js';

/** Decides without a person, for tests alone. */
export interface TestApproval {
  /** Is to hear of every request that a user is asked to approve. */
  notice(request: AuthenticationRequest<User>): void;
  /** `POST /test/approve?auth_req_id=…&action=allow|deny`. */
  route(ciba: Pick<Ciba<User>, 'approve' | 'deny'>): RequestHandler;
}

export const TEST_APPROVAL_WARNING = `
  ****************************************************************************
  *  "testApproval" is on: ANYBODY who reaches this host may approve every   *
  *  request in the name of every user, by POST /test/approve. Tests only!   *
  ****************************************************************************
`;

const REMEMBERED_AT_MOST = 100_000;

/** Both ids of a request begin with one selector: so the client's leads to the user's. */
export function testApproval(): TestApproval {
  const asked = new BoundedMap<AuthenticationRequest<User>>(REMEMBERED_AT_MOST);
  return {
    notice: (request) => void asked.set(selectorOf(request.id), request),
    route: (ciba) => async (req, res) => {
      const { auth_req_id, action } = req.query;
      if (typeof auth_req_id !== 'string' || (action !== 'allow' && action !== 'deny')) {
        return void res.status(400).json({ error: 'auth_req_id and action=allow|deny are required' });
      }
      const request = asked.get(selectorOf(auth_req_id));
      if (request === undefined) return void res.sendStatus(404);
      const { outcome } = await decide(ciba, request, action);
      res.sendStatus(STATUS[outcome] ?? 409);
    },
  };
}

const STATUS: Readonly<Record<string, number>> = { accepted: 204, repeated: 204, unknown: 404 };

/** Grants the `acr` that the client likes best. Without `auth_time` it is the time of the decision, so that a repeated one is the same. */
function decide(
  ciba: Pick<Ciba<User>, 'approve' | 'deny'>,
  { id, user: { sub }, acr_values: [acr] = [] }: AuthenticationRequest<User>,
  action: 'allow' | 'deny',
): ReturnType<Ciba['approve']> {
  if (action === 'deny') return ciba.deny(id, { sub });
  return ciba.approve(id, { sub, amr: ['user'], ...(acr !== undefined && { acr }) });
}

function selectorOf(id: string): string {
  return id.split('.', 1)[0] ?? '';
}

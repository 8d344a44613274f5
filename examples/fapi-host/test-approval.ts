import { finished } from 'node:stream';
import type { RequestHandler } from 'express';
import type { AuthenticationRequest, Ciba } from 'express-ciba';
import { BoundedMap } from './bounded.js';
import type { User } from './users.js';

/** Decides without a person, for tests alone. */
export interface TestApproval {
  /** Is to hear of every request that a user is asked to approve. */
  notice(request: AuthenticationRequest<User>): void;
  /** `POST /test/approve?auth_req_id=…&action=allow|deny`. */
  route(ciba: Pick<Ciba<User>, 'approve' | 'deny' | 'getRequest'>): RequestHandler;
}

export const TEST_APPROVAL_WARNING = `
  ****************************************************************************
  *  "testApproval" is on: ANYBODY who reaches this host may approve every   *
  *  request in the name of every user, by POST /test/approve. Tests only!   *
  ****************************************************************************
`;

const REMEMBERED_AT_MOST = 100_000;

/** A request that was asked about, and what it is about to become. */
interface Asked {
  readonly request: AuthenticationRequest<User>;
  promised?: Action;
}

type Action = 'allow' | 'deny';
type Decider = Pick<Ciba<User>, 'approve' | 'deny' | 'getRequest'>;

/** Both ids of a request begin with one selector: so the client's leads to the user's. */
export function testApproval(): TestApproval {
  const all = new BoundedMap<Asked>(REMEMBERED_AT_MOST);
  return {
    notice: (request) => void all.set(selectorOf(request.id), { request }),
    route: (ciba) => async (req, res) => {
      const { auth_req_id, action } = req.query;
      if (typeof auth_req_id !== 'string' || (action !== 'allow' && action !== 'deny')) {
        return void res.status(400).json({ error: 'auth_req_id and action=allow|deny are required' });
      }
      const asked = all.get(selectorOf(auth_req_id));
      if (asked === undefined) return void res.sendStatus(404);
      if (asked.request.deliveryMode === 'poll') {
        const { outcome } = await decide(ciba, asked.request, action);
        return void res.sendStatus(STATUS[outcome] ?? 409);
      }
      const status = await promise(ciba, asked, action);
      // Whoever is called back hears of it no earlier than this answer was written.
      if (status === 204) finished(res, () => void keep(ciba, asked.request, action));
      res.sendStatus(status);
    },
  };
}

const STATUS: Readonly<Record<string, number>> = { accepted: 204, repeated: 204, unknown: 404 };

const DECIDED: Readonly<Record<string, Action>> = { approved: 'allow', redeemed: 'allow', denied: 'deny' };

/** Judges a decision before it is taken; of two for one request the first is promised, and the other refused. */
async function promise(ciba: Decider, asked: Asked, action: Action): Promise<number> {
  const { id, user } = asked.request;
  const state = (await ciba.getRequest(id, { sub: user.sub }))?.state;
  if (state === undefined) return 404;
  if (state !== 'pending') return DECIDED[state] === action ? 204 : 409;
  asked.promised ??= action;
  return asked.promised === action ? 204 : 409;
}

async function keep(ciba: Decider, request: AuthenticationRequest<User>, action: Action): Promise<void> {
  const outcome = await decide(ciba, request, action).then(
    (decided) => decided.outcome,
    (error: Error) => error.message,
  );
  if (STATUS[outcome] !== 204) console.error(`POST /test/approve was answered 204, yet: ${outcome}`);
}

/** Grants the `acr` that the client likes best. Without `auth_time` it is the time of the decision, so that a repeated one is the same. */
function decide(
  ciba: Decider,
  { id, user: { sub }, acr_values: [acr] = [] }: AuthenticationRequest<User>,
  action: Action,
): ReturnType<Ciba['approve']> {
  if (action === 'deny') return ciba.deny(id, { sub });
  return ciba.approve(id, { sub, amr: ['user'], ...(acr !== undefined && { acr }) });
}

function selectorOf(id: string): string {
  return id.split('.', 1)[0] ?? '';
}

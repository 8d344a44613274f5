import express, { type Router } from 'express';
import type { Ciba, DecisionOutcome } from 'express-ciba';
import { jsonOnly, malformed } from '../guard/json-only.js';
import { sameOrigin } from '../guard/same-origin.js';
import type { DemoSessions } from './sessions.js';

const STATUS: Readonly<Record<DecisionOutcome, number>> = {
  accepted: 200,
  repeated: 200,
  conflict: 409,
  expired: 410,
  unknown: 404,
  wrong_user: 403,
  refused: 403,
  step_up: 403,
  mismatch: 403,
  number_needed: 403,
};

/** What the user's phone calls: see what is pending, approve it or deny it. */
export function phoneApi(
  ciba: Pick<Ciba, 'approve' | 'deny' | 'listRequests'>,
  { requireSignIn }: DemoSessions,
  issuer: string,
): Router {
  const router = express.Router();
  router.use(sameOrigin(issuer), requireSignIn, jsonOnly, express.json());
  router.get('/requests', async (_req, res) => {
    res.json(await ciba.listRequests({ sub: res.locals.sub }));
  });
  router.post('/requests/:id', async (req, res) => {
    const { decision, number } = Object(req.body) as { decision?: unknown; number?: unknown };
    if (decision !== 'approve' && decision !== 'deny') {
      return void res.status(400).json({ error: 'decision is approve or deny' });
    }
    const by = { sub: res.locals.sub, ...(number !== undefined && { number: String(number) }) };
    const { outcome } = await ciba[decision](req.params.id, by);
    res.status(STATUS[outcome]).json({ outcome });
  });
  router.use(malformed);
  return router;
}

import { CIBA_GRANT } from '../../support/host.js';
import { type Case, poll, polling, started } from '../support/case.js';
import type { Answer } from '../support/exchange.js';
import { parties } from '../support/parties.js';
import type { Server } from '../support/server.js';

const LIFETIME = 60;

async function polledFor(server: Server, authReqId: string): Promise<Answer> {
  return poll(server, { fields: { auth_req_id: authReqId } });
}

/** Decided, and then polled so often. */
function decided(name: string, answer: string, decision: 'approve' | 'deny', polls: number): Case {
  return {
    name,
    answer,
    async play(server) {
      const authReqId = await started(server);
      await server.decide(authReqId, decision);
      for (let i = 1; i < polls; i++) await polledFor(server, authReqId);
      return polledFor(server, authReqId);
    },
  };
}

/** Polled once its lifetime is over by so many seconds. */
function expired(name: string, answer: string, seconds: number, decision?: 'approve' | 'deny'): Case {
  return {
    name,
    answer,
    async play(server) {
      const authReqId = await started(server, { fields: { requested_expiry: String(LIFETIME) } });
      if (decision) await server.decide(authReqId, decision);
      await server.shift(LIFETIME + seconds);
      try {
        return await polledFor(server, authReqId);
      } finally {
        await server.shift(-LIFETIME - seconds);
      }
    },
  };
}

const ids: readonly Case[] = [
  polling('no auth_req_id', '400 invalid_request', { fields: { auth_req_id: undefined } }),
  polling('an empty auth_req_id', '400 invalid_request', { fields: { auth_req_id: '' } }),
  polling('an unknown auth_req_id', '400 invalid_grant', { fields: { auth_req_id: 'x'.repeat(43) } }),
  polling('an unknown auth_req_id in our form', '400 invalid_grant', {
    fields: { auth_req_id: `${'x'.repeat(22)}.${'x'.repeat(43)}` },
  }),
  polling('an auth_req_id with a space', '400 invalid_grant', { fields: { auth_req_id: 'a b' } }),
  polling('an auth_req_id of 10,000 characters', '400 invalid_grant', {
    fields: { auth_req_id: 'x'.repeat(10_000) },
  }),
  polling('an auth_req_id in the URL', '400 invalid_request', async (server) => ({
    query: { auth_req_id: await started(server) },
    fields: { auth_req_id: undefined },
  })),
  polling('the auth_req_id of another client', '400 invalid_grant', async (server) => ({
    party: parties.basic,
    fields: { auth_req_id: await started(server) },
  })),
  polling('an auth_req_id with a wrong secret', '401 invalid_client', async (server) => ({
    fields: { auth_req_id: await started(server), client_secret: 'wrong' },
  })),
  polling('an auth_req_id twice, the same', '400 invalid_request', async (server) => {
    const authReqId = await started(server);
    return { fields: { auth_req_id: [authReqId, authReqId] } };
  }),
];

const grants: readonly Case[] = [
  polling('no grant_type', 'passed on', { fields: { grant_type: undefined } }),
  polling('an empty grant_type', 'passed on', { fields: { grant_type: '' } }),
  polling('an unknown grant_type', 'passed on', { fields: { grant_type: 'urn:unheard-of' } }),
  polling('the grant type in capitals', 'passed on', { fields: { grant_type: CIBA_GRANT.toUpperCase() } }),
  polling('the grant type in the urn:ietf namespace', 'passed on', {
    fields: { grant_type: 'urn:ietf:params:oauth:grant-type:ciba' },
  }),
  polling('a client without the grant, polling', '400 unauthorized_client', { party: parties.noGrant }),
];

const states: readonly Case[] = [
  polling('a pending request', '400 authorization_pending', async (server) => ({
    fields: { auth_req_id: await started(server) },
  })),
  polling('a pending request at once again', '400 slow_down', async (server) => {
    const auth_req_id = await started(server);
    await polledFor(server, auth_req_id);
    return { fields: { auth_req_id } };
  }),
  decided('an approved request', '200', 'approve', 1),
  decided('a redeemed request', '400 invalid_grant', 'approve', 2),
  decided('a denied request', '400 access_denied', 'deny', 1),
  decided('a denied request again', '400 access_denied', 'deny', 2),
  expired('a request that has just expired', '400 expired_token', 2),
  expired('an approved request that has just expired', '400 expired_token', 2, 'approve'),
  expired('a denied request that has just expired', '400 expired_token', 2, 'deny'),
  expired('a request that expired five minutes ago', '400 expired_token', 300),
  expired('a request that expired an hour ago', '400 invalid_grant', 3600),
  polling('an approved request with a scope of its own', '200', async (server) => {
    const auth_req_id = await started(server);
    await server.decide(auth_req_id, 'approve');
    return { fields: { auth_req_id, scope: 'admin' } };
  }),
];

/** The token endpoint. CIBA Core 1.0 §10.1, §11. */
export const polls: readonly Case[] = [...ids, ...grants, ...states];

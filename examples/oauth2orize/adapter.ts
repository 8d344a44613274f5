import type { CibaAdapter, CibaClient } from 'express-ciba';
import { phone, users } from '../express-oauth2-server/your-server.js';
import { type Client, clients } from './clients.js';
import { issueAccessToken } from './tokens.js';

/** The client by its registered names, and the host's own row beside them. */
type Registered = CibaClient & { readonly row: Client };

export const adapter: CibaAdapter<Registered> = {
  getClient(id) {
    const row = clients.find(id);
    return row && { client_id: row.id, client_name: row.name, grant_types: row.grants, row };
  },
  // What the host's Passport strategy asks too. The strategy itself, by `authenticateClient`, would want a parsed body
  // in front of the router, and Passport refuses in plain text, which no OAuth client reads.
  verifyClientSecret: ({ row }, secret) => clients.secretFits(row, secret),
  resolveUser: ({ login_hint }) => users.findByEmail(login_hint ?? ''),
  notifyUser: (request) => phone.push(request.user.sub, request),
  issueTokens: async ({ client: { client_id }, user: { sub }, scope }) => {
    const access_token = await issueAccessToken({ client_id, sub, scope });
    return { access_token, token_type: 'Bearer' };
  },
};

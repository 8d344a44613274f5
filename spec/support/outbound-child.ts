import { guardedClient } from '../../lib/outbound/guarded-client.js';

// Calls a URL in a process of its own, with an environment and flags of its own, and prints what came of it. The client is
// not closed: neither its deadline nor a kept connection may hold a process up.
const { URL_TO_CALL: url = '', TRUSTED: ca } = process.env;
const client = guardedClient({ allowLoopback: true, timeout: 60, ...(ca !== undefined && { ca }) });
const outcome = await client.request(url, { headers: { Authorization: 'Bearer secret' } }).then(
  ({ status, body }) => `${status} ${body}`,
  ({ code }: NodeJS.ErrnoException) => `${code}`,
);
process.stdout.write(outcome);

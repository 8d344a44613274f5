/** A host of the approval page in a process of its own, on the Redis that its parent names: says its URL. */
import { Redis } from 'ioredis';
import { redisStore } from '../../../lib/index.js';
import { startApprovalHost } from './approval-host.ts';

const { url, keyPrefix } = JSON.parse(process.env.CIBA_WORKER ?? '{}');
const host = await startApprovalHost({
  store: redisStore(new Redis(url), { keyPrefix }),
  // What is asked at one is known at the others of one issuer alone.
  ciba: { issuer: 'https://as.example.com' },
});
process.stdin.on('end', () => process.exit()).resume();
process.stdout.write(`READY ${host.url}\n`);

import { memoryStore } from 'express-ciba';
import { issuer } from '../express-oauth2-server/your-server.js';
import { createHost } from './host.js';

const { hostname, port } = new URL(issuer);
// One process alone: with more of them, or to survive a restart, it is `redisStore(redis)`.
createHost(memoryStore()).listen(Number(port), hostname, () => console.log(`READY ${issuer}`));

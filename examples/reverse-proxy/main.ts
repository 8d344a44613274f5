import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { memoryStore } from 'express-ciba';
import { issuer } from '../express-oauth2-server/your-server.js';
import { createHost } from './host.js';
import { createUpstream } from './upstream.js';

const behind = createUpstream().listen(0, '127.0.0.1');
await once(behind, 'listening');
const upstream = new URL(`http://127.0.0.1:${(behind.address() as AddressInfo).port}`);
const { hostname, port } = new URL(issuer);
// One process alone: with more of them, or to survive a restart, it is `redisStore(redis)`.
createHost(memoryStore(), upstream).listen(Number(port), hostname, () => console.log(`READY ${issuer}`));

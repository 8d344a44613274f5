import { redisStore } from 'express-ciba';
import { Redis } from 'ioredis';
import { createHost } from './host.js';
import { issuer } from './your-server.js';

const redis = new Redis(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379');
const { hostname, port } = new URL(issuer);
createHost(redisStore(redis)).listen(Number(port), hostname, () => console.log(`READY ${issuer}`));

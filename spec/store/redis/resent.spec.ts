import { Redis } from 'ioredis';
import { TAKE } from '../../../lib/store/redis/scripts/take.js';
import { UNBLOCK } from '../../../lib/store/redis/scripts/unblock.js';
import { describeStore } from '../../contract/store.contract.ts';
import { resendingClient } from '../../support/resending.ts';
import { freshPrefix, overRedis, testRedisUrl } from '../../support/stores.ts';

/** What is not as if sent once; resent-outbox.spec.ts and resent-counts.spec.ts say what it is. */
const once = [TAKE, UNBLOCK];

describeStore({
  name: 'redisStore whose client sends each command twice',
  async open() {
    const client = new Redis(testRedisUrl());
    return overRedis(resendingClient(client, { once }), { keyPrefix: freshPrefix() }, async () => {
      await client.quit();
    });
  },
});

import { Redis } from 'ioredis';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { redisUrl } from './serve.js';

const redis = new Redis(redisUrl);

/** What CIBA needs of node-oidc-provider's adapter: one key a model, one round trip a call. */
export class RedisAdapter implements Adapter {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const key = this.#key(id);
    await redis
      .pipeline()
      .hset(key, 'payload', JSON.stringify(payload))
      .expire(key, expiresIn || 3600)
      .exec();
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const [payload, consumed] = await redis.hmget(this.#key(id), 'payload', 'consumed');
    if (!payload) return undefined;
    return { ...JSON.parse(payload), ...(consumed && { consumed: Number(consumed) }) };
  }

  async consume(id: string): Promise<void> {
    await redis.hset(this.#key(id), 'consumed', Math.floor(Date.now() / 1000));
  }

  async destroy(id: string): Promise<void> {
    await redis.del(this.#key(id));
  }

  async findByUid(): Promise<undefined> {}

  async findByUserCode(): Promise<undefined> {}

  async revokeByGrantId(): Promise<void> {}

  #key(id: string): string {
    return `oidc:${this.#name}:${id}`;
  }
}

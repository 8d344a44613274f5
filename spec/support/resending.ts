import type { RedisLike } from '../../lib/store/redis/connection.js';
import type { Script } from '../../lib/store/redis/scripts/script.js';

type Scripts = Pick<RedisLike, 'evalsha' | 'eval'>;
type Sent = Parameters<Scripts['evalsha']>;

/** How a client sends again. */
export interface Resending {
  /** Scripts that are sent once. */
  readonly once?: readonly Script[];
  /** Milliseconds by which the second comes later, for a store under a test's clock. Default: 0. */
  readonly later?: () => number;
  /** What others do between the first and the second. */
  readonly meanwhile?: () => Promise<unknown>;
}

/**
 * A client whose connection loses the answer of every script, so that it sends it again, as ioredis does by default: each runs twice, and
 * the second answer is the one that is heard.
 */
export function resendingClient<Client extends Scripts>(client: Client, how: Resending = {}): Client {
  const { once = [], later = () => 0, meanwhile = async () => undefined } = how;
  const spared = new Set(once.flatMap(({ sha, source }) => [sha, source]));
  const twice =
    (name: keyof Scripts) =>
    async (...sent: Sent): Promise<unknown> => {
      const scripts: Scripts = client;
      if (spared.has(sent[0])) return scripts[name](...sent);
      const answered = await scripts[name](...sent).then(
        () => true,
        () => false,
      );
      // What the server refused, as a script that it does not know, was not done: it is no answer that was lost.
      if (answered) await meanwhile();
      return scripts[name](...(answered ? delayed(sent, later()) : sent));
    };
  const doubled: Scripts = { evalsha: twice('evalsha'), eval: twice('eval') };
  return new Proxy(client, {
    get(target, name) {
      if (name === 'evalsha' || name === 'eval') return doubled[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** The same, sent so many milliseconds later: the time is the first argument after the keys, where there is one. */
function delayed(sent: Sent, ms: number): Sent {
  const at = 2 + sent[1];
  return sent.map((value, index) => (index === at && value !== '' ? Number(value) + ms : value)) as Sent;
}

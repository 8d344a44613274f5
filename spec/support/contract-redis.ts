import { Redis } from 'ioredis';
import type { NewRequest } from '../../lib/request/record.js';
import type { CibaStore, Claim, PollOutcome } from '../../lib/request/store.js';
import type { RedisLike } from '../../lib/store/redis/connection.js';
import { approval, approvalIdOf, noCaps, questionOf } from './contract-requests.ts';
import { freshPrefix, testRedisUrl } from './stores.ts';

/** A connection and a key prefix of the test's own. */
export interface RedisBench {
  readonly client: Redis;
  readonly keyPrefix: string;
  /** The keys under the prefix. */
  keys(): Promise<string[]>;
}

/** Connects once for the surrounding `describe`; the prefix is new in each test. */
export function useRedis(): RedisBench {
  let client: Redis;
  let keyPrefix: string;
  beforeAll(() => {
    client = new Redis(testRedisUrl());
  });
  beforeEach(() => {
    keyPrefix = freshPrefix();
  });
  afterAll(() => client.quit());
  return {
    get client() {
      return client;
    },
    get keyPrefix() {
      return keyPrefix;
    },
    keys: () => client.keys(`${keyPrefix}*`),
  };
}

/** A client that writes down the names of the commands it is given. */
export interface RecordingClient extends RedisLike {
  readonly commands: string[];
}

/** Writes each command down and hands it on. */
export function recordingClient(client: RedisLike): RecordingClient {
  const commands: string[] = [];
  const note = (name: string): RedisLike => {
    commands.push(name);
    return client;
  };
  return {
    commands,
    evalsha: (...args) => note('evalsha').evalsha(...args),
    eval: (...args) => note('eval').eval(...args),
    info: () => note('info').info(),
  };
}

/** A client whose server knows no script by its SHA-1 before one has run by its source. */
export function forgetfulClient(client: RedisLike): RecordingClient {
  const recording = recordingClient(client);
  const knows = (): boolean => recording.commands.includes('eval');
  return {
    ...recording,
    evalsha: (sha, ...args) => recording.evalsha(knows() ? sha : '0'.repeat(40), ...args),
  };
}

/** A client every command of which is answered by this error. */
export function failingClient(error: unknown): RedisLike {
  const fail = (): Promise<never> => Promise.reject(error);
  return { evalsha: fail, eval: fail, info: fail };
}

/** One call after another in the life of a request, each with what it must answer. */
export function lifeOf(store: CibaStore, request: NewRequest): readonly Call[] {
  const { selector } = request;
  const id = approvalIdOf(request);
  const poll = () => store.poll(questionOf(request));
  const claims: Claim[] = [];
  /** What was claimed the nth time. */
  const claimed = (n: number): Claim => claims[n - 1] ?? { selector, mark: 'never drawn' };
  const claim = async (): Promise<PollOutcome> => {
    const outcome = await poll();
    if (outcome.status === 'ready') claims.push(outcome.claim);
    return outcome;
  };
  return [
    { name: 'create', ask: () => store.create(request, noCaps), answer: { status: 'created' } },
    { name: 'the first poll', ask: poll, answer: { status: 'pending' } },
    { name: 'list', ask: () => store.list(request.sub), answer: [{ selector }] },
    { name: 'get', ask: () => store.get(id, request.sub), answer: { outcome: 'found' } },
    {
      name: 'decide',
      ask: () => store.decide(id, approval(), request.sub),
      answer: { outcome: 'accepted' },
    },
    {
      name: 'decide without a user',
      ask: () => store.decide(id, approval()),
      answer: { outcome: 'repeated' },
    },
    { name: 'the poll that claims', ask: claim, answer: { status: 'ready' } },
    { name: 'release', ask: () => store.release(claimed(1)), answer: undefined },
    { name: 'the poll that claims again', ask: claim, answer: { status: 'ready' } },
    { name: 'commit of the claim before', ask: () => store.commit(claimed(1)), answer: 'lost' },
    { name: 'commit', ask: () => store.commit(claimed(2)), answer: 'committed' },
  ];
}

/** A call of the port. */
export interface Call {
  readonly name: string;
  readonly ask: () => Promise<unknown>;
  readonly answer: unknown;
}

import type { Caps } from '../../lib/request/caps.js';
import type { ApprovalContent, Decision, NewRequest } from '../../lib/request/record.js';
import type {
  CibaStore,
  CreateOutcome,
  DecideOutcome,
  GetOutcome,
  PollOutcome,
  PollQuestion,
} from '../../lib/request/store.js';
import { approval, approvalIdOf, newRequest, noCaps, questionOf } from './contract-requests.ts';
import type { OpenStore, StoreCase } from './stores.ts';

/** An approval under a claim. */
export type Ready = Extract<PollOutcome, { status: 'ready' }>;

/** A store of the test's own, and short words for what is asked of it. */
export interface Bench {
  readonly store: CibaStore;
  now(): number;
  advance(milliseconds: number): Promise<void>;
  /** A request that is not stored yet. */
  draw(values?: Partial<NewRequest>): NewRequest;
  /** What `create` answers to a fresh request. */
  tryCreate(values?: Partial<NewRequest>, caps?: Caps): Promise<CreateOutcome>;
  /** Stores a request, which must succeed. */
  create(values?: Partial<NewRequest>, caps?: Caps): Promise<NewRequest>;
  /** Polls as the request's own client. */
  poll(request: NewRequest, change?: Partial<PollQuestion>): Promise<PollOutcome>;
  /** Polls an approved request, which must be ready. */
  claim(request: NewRequest): Promise<Ready>;
  /** Decides as the request's own user. */
  decide(request: NewRequest, decision: Decision): Promise<DecideOutcome>;
  get(request: NewRequest, sub?: string): Promise<GetOutcome>;
  /** Stores a request and approves it. */
  approved(values?: Partial<NewRequest>, content?: ApprovalContent): Promise<NewRequest>;
  /** Stores a request, approves and redeems it. */
  redeemed(values?: Partial<NewRequest>): Promise<NewRequest>;
}

/** Opens a store of this kind before each test of the surrounding `describe` and closes it afterwards. */
export function useBench({ open }: StoreCase): Bench {
  let opened: OpenStore;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());
  return benchOf(() => opened);
}

function benchOf(opened: () => OpenStore): Bench {
  const bench: Bench = {
    get store() {
      return opened().store;
    },
    now: () => opened().now(),
    advance: (milliseconds) => opened().advance(milliseconds),
    draw: (values = {}) => newRequest(bench.store.partitionOf(values.sub ?? 'alice'), values),
    tryCreate: (values, caps = noCaps) => bench.store.create(bench.draw(values), caps),
    async create(values, caps = noCaps) {
      const request = bench.draw(values);
      expect(await bench.store.create(request, caps)).toMatchObject({ status: 'created' });
      return request;
    },
    poll: (request, change = {}) => bench.store.poll({ ...questionOf(request), ...change }),
    async claim(request) {
      const outcome = await bench.poll(request);
      if (outcome.status !== 'ready') throw new Error(`not ready but ${outcome.status}`);
      return outcome;
    },
    decide: (request, decision) => bench.store.decide(approvalIdOf(request), decision, request.sub),
    get: (request, sub = request.sub) => bench.store.get(approvalIdOf(request), sub),
    async approved(values, content) {
      const request = await bench.create(values);
      expect(await bench.decide(request, approval(content))).toMatchObject({ outcome: 'accepted' });
      return request;
    },
    async redeemed(values) {
      const request = await bench.approved(values);
      expect(await bench.store.commit((await bench.claim(request)).claim)).toBe('committed');
      return request;
    },
  };
  return bench;
}

import { newRequest, noCaps } from '../support/contract-requests.ts';
import { type DeviceBench, type DeviceBenchOptions, deviceBench } from '../support/device-bench.ts';
import { type Started, start } from '../support/http-requests.ts';
import { type OpenStore, storeCases } from '../support/stores.ts';

const DECISIONS = ['approve', 'deny', 'report'] as const;
const NOBODY = `${'A'.repeat(22)}.${'B'.repeat(43)}`;

/** What an answer comes to. */
type Line = readonly [status: number, body: object];

describe.each(storeCases)('a decision by the device API over $name', ({ open }) => {
  let opened: OpenStore;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());

  const bench = (options: DeviceBenchOptions = {}): DeviceBench =>
    deviceBench({ store: opened.store, device: { now: opened.now }, ...options });

  const decide = async (
    { post, judged }: DeviceBench,
    id: string,
    name: string,
    user?: string,
  ): Promise<Line> => {
    const { status, body } = await judged(post(`/requests/${id}/${name}`, {}, user));
    return [status, body];
  };
  const stateOf = async ({ host }: DeviceBench, { id }: Started): Promise<string | undefined> =>
    (await host.ciba.getRequest(id, { sub: 'alice' }))?.state;

  it.each(DECISIONS)(
    'is not taken from another user, who hears nothing that nobody could hear: %s',
    async (name) => {
      const device = bench();
      const started = await start(device.host);
      const refused = [404, { outcome: 'unknown' }];
      expect(await decide(device, started.id, name, 'bob')).toEqual(refused);
      expect(await decide(device, NOBODY, name, 'bob')).toEqual(refused);
      expect(await decide(device, 'x', name, 'bob')).toEqual(refused);
      expect(await stateOf(device, started)).toBe('pending');
    },
  );

  it('shows nothing to another user', async () => {
    const { host, get, judged } = bench();
    const { id } = await start(host);
    for (const path of [
      `/requests/${id}`,
      `/requests/${NOBODY}`,
      '/requests/x',
      `/requests/${id.toLowerCase()}`,
    ]) {
      const { status, body } = await judged(get(path, 'bob'));
      expect([status, body]).toEqual([404, { error: 'not_found' }]);
    }
    expect((await judged(get('/requests', 'bob'))).body).toMatchObject({ requests: [] });
  });

  it.each([
    ['approve', 'approve', 200, 'repeated'],
    ['deny', 'deny', 200, 'repeated'],
    ['report', 'report', 200, 'repeated'],
    ['deny', 'report', 200, 'repeated'],
    ['approve', 'deny', 409, 'conflict'],
    ['approve', 'report', 409, 'conflict'],
    ['deny', 'approve', 409, 'conflict'],
    ['report', 'approve', 409, 'conflict'],
  ])('stands: %s, then %s', async (first, then, status, outcome) => {
    const device = bench();
    const { id } = await start(device.host);
    expect(await decide(device, id, first)).toEqual([200, { outcome: 'accepted' }]);
    for (let round = 0; round < 2; round++)
      expect(await decide(device, id, then)).toEqual([status, { outcome }]);
  });

  it.each(DECISIONS)('comes too late after the lifetime: %s', async (name) => {
    const device = bench();
    const started = await start(device.host, { requested_expiry: '60' });
    await opened.advance(60_000);
    expect(await decide(device, started.id, name)).toEqual([410, { outcome: 'expired' }]);
    expect(await stateOf(device, started)).toBe('expired');
    expect((await device.get('/requests')).body).toMatchObject({ requests: [] });
  });

  it.each([
    ['approve', 'approve', ['accepted', 'repeated']],
    ['deny', 'deny', ['accepted', 'repeated']],
    ['approve', 'deny', ['accepted', 'conflict']],
    ['approve', 'report', ['accepted', 'conflict']],
  ])('is taken once of two at once: %s and %s', async (one, other, outcomes) => {
    const device = bench();
    // What was reported keeps its client away from then on.
    for (let rounds = other === 'report' ? 1 : 10; rounds > 0; rounds--) {
      const { id } = await start(device.host);
      const both = await Promise.all([decide(device, id, one), decide(device, id, other)]);
      expect(both.map(([, body]) => (body as { outcome: string }).outcome).sort()).toEqual(outcomes);
    }
  });

  it('shows the hundred that expire last of very many, and takes decisions on them as ever', async () => {
    const device = bench();
    const { store } = opened;
    const partition = store.partitionOf('alice');
    const pending = Array.from({ length: 500 }, (_, n) => newRequest(partition, { lifetime: 1000 + n }));
    await Promise.all(pending.map((request) => store.create(request, noCaps)));
    const { body } = await device.judged(device.get('/requests'));
    const left = body.requests.map(({ expires_in }: { expires_in: number }) => expires_in);
    expect(left).toHaveLength(100);
    expect(left).toEqual(Array.from({ length: 100 }, (_, n) => 1400 + n));
    for (const [at, name] of [
      [0, 'deny'],
      [99, 'approve'],
    ] as const)
      expect(await decide(device, body.requests[at].id, name)).toEqual([200, { outcome: 'accepted' }]);
    const after = (await device.get('/requests')).body.requests;
    expect(after).toHaveLength(100);
    expect(after.map(({ id }: { id: string }) => id)).not.toContain(body.requests[0].id);
  });
});

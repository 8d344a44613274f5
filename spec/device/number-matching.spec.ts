import { useListeningBenches } from '../support/device-bench.ts';
import { till } from '../support/host.ts';
import { ask, poll } from '../support/http-requests.ts';
import { type OpenStore, storeCases } from '../support/stores.ts';

const clients = (['pick', 'type'] as const).map((mode) => ({
  ...till,
  client_id: `${mode}-till`,
  backchannel_number_matching: mode,
}));
const listen = useListeningBenches();

/** Two digits that are not these. */
const otherThan = (number: string): string => (number === '41' ? '42' : '41');

describe.each(storeCases)('number matching by the device API over $name', ({ open }) => {
  let opened: OpenStore;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());

  /** A request whose client shows a number. */
  const asked = async (mode: 'pick' | 'type') => {
    const options = { clients, numberMatching: true, device: { now: opened.now } };
    const bench = await listen({ store: opened.store, ...options });
    const client = clients.find(({ client_id }) => client_id === `${mode}-till`) as (typeof clients)[0];
    const { body } = await ask(bench.host, {}, { client });
    const [id = ''] = bench.host.notified;
    const approve = async (sent: object) => {
      const answer = await bench.judged(bench.post(`/requests/${id}/approve`, sent));
      return [answer.status, answer.body];
    };
    const wire = async () => (await poll(bench.host, body.auth_req_id, { client })).status;
    return { ...bench, id, number: String(body.matching_number), approve, wire };
  };

  it('shows three numbers to pick from, and takes the right one', async () => {
    const { get, judged, number, approve, wire } = await asked('pick');
    const [{ number_matching: matching }] = (await judged(get('/requests'))).body.requests;
    expect([matching.mode, matching.numbers.length, matching.numbers.includes(number)]).toEqual([
      'pick',
      3,
      true,
    ]);
    expect(await approve({})).toEqual([403, { outcome: 'number_needed' }]);
    expect(await approve({ number })).toEqual([200, { outcome: 'accepted' }]);
    expect(await wire()).toBe(200);
  });

  it('denies by a wrong pick', async () => {
    const { number, approve, get, judged, id, wire } = await asked('pick');
    expect(await approve({ number: otherThan(number) })).toEqual([
      403,
      { outcome: 'mismatch', attempts_left: 0 },
    ]);
    expect(await approve({ number })).toEqual([409, { outcome: 'conflict' }]);
    const { body } = await judged(get(`/requests/${id}`));
    expect([body.state, body.number_matching, await wire()]).toEqual(['denied', undefined, 400]);
  });

  it('takes three numbers that are typed, and tells every stream how many are left', async () => {
    const { number, approve, stream } = await asked('type');
    const { next } = await stream();
    const matching = async () => (await next()).data.requests.map(({ number_matching }) => number_matching);
    expect(await matching()).toEqual([{ mode: 'type', attempts_left: 3 }]);
    for (const left of [2, 1]) {
      expect(await approve({ number: otherThan(number) })).toEqual([
        403,
        { outcome: 'mismatch', attempts_left: left },
      ]);
      expect(await matching()).toEqual([{ mode: 'type', attempts_left: left }]);
    }
    expect(await approve({ number })).toEqual([200, { outcome: 'accepted' }]);
    expect(await matching()).toEqual([]);
  });

  it('takes no number from another user, and costs no attempt by it', async () => {
    const { id, number, post, get } = await asked('type');
    for (const sent of [number, otherThan(number)]) {
      const { status, body } = await post(`/requests/${id}/approve`, { number: sent }, 'bob');
      expect([status, body]).toEqual([404, { outcome: 'unknown' }]);
    }
    expect((await get(`/requests/${id}`)).body.number_matching).toEqual({ mode: 'type', attempts_left: 3 });
  });

  it('takes one of two picks at once', async () => {
    const { number, approve } = await asked('pick');
    const answers = await Promise.all([approve({ number }), approve({ number: otherThan(number) })]);
    // Whichever came first stands, and the other one changes nothing.
    expect([
      [
        [200, { outcome: 'accepted' }],
        [200, { outcome: 'repeated' }],
      ],
      [
        [409, { outcome: 'conflict' }],
        [403, { outcome: 'mismatch', attempts_left: 0 }],
      ],
    ]).toContainEqual(answers);
  });
});

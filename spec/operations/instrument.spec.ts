import { type Meter, metrics as metricsApi, type Tracer } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { memoryStore } from 'express-ciba';
import { type InstrumentOptions, instrument, measuredStore } from 'express-ciba/operations';
import type { CibaEventName, CibaEvents } from '../../lib/events.js';
import { type TestHost, testHost, till } from '../support/host.ts';
import { ask, poll, start } from '../support/http-requests.ts';

/** One series: its name, its labels, and how often it was counted or measured. */
type Series = readonly [name: string, labels: object, count: number];

/** The real SDK, read at once. */
function telemetry(): {
  readonly meter: Meter;
  readonly tracer: Tracer;
  readonly spans: InMemorySpanExporter;
  series(): Promise<readonly Series[]>;
} {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  const spans = new InMemorySpanExporter();
  const tracing = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  return {
    meter: provider.getMeter('test'),
    tracer: tracing.getTracer('test'),
    spans,
    async series() {
      await provider.forceFlush();
      const [last] = exporter.getMetrics().slice(-1);
      await provider.shutdown();
      const all = last?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
      return all.flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes, value }): Series => {
          const count = typeof value === 'number' ? value : (value as { count: number }).count;
          return [descriptor.name, attributes, count];
        }),
      );
    },
  };
}

const by = { sub: 'alice' };

/** A hub whose events the test raises. */
function hub() {
  const listeners = new Map<string, ((event: never) => void)[]>();
  return {
    on: (name: CibaEventName, listener: (event: never) => void) => {
      listeners.set(name, [...(listeners.get(name) ?? []), listener]);
      return () =>
        void listeners.set(
          name,
          (listeners.get(name) ?? []).filter((other) => other !== listener),
        );
    },
    emit: <Name extends CibaEventName>(name: Name, event: CibaEvents[Name]) => {
      for (const listener of listeners.get(name) ?? []) listener(event as never);
    },
  };
}

const event = { selector: 'S'.repeat(22), client_id: 'till', sub: 'alice' };
const requested = { ...event, delivery_mode: 'poll', scope: ['openid'], expires_in: 300 } as const;
const delivery = { ...event, delivery_mode: 'push', attempts: 1 } as const;

function instrumented(options: Partial<InstrumentOptions> = {}) {
  const otel = telemetry();
  const events = hub();
  const stop = instrument(events as never, { meter: otel.meter, tracer: otel.tracer, ...options });
  return { ...otel, ...events, stop };
}

describe('metrics of a flow', () => {
  it('count and measure it from the request to its tokens', async () => {
    const { meter, series } = telemetry();
    const host = testHost();
    const stop = instrument(host.ciba, { meter });
    const { id, authReqId } = await start(host);
    await poll(host, authReqId);
    await host.ciba.approve(id, by);
    await poll(host, authReqId);
    await poll(host, authReqId);
    stop();
    expect(await series()).toEqual([
      ['ciba.requests', { 'ciba.delivery_mode': 'poll' }, 1],
      ['ciba.prompts', { 'ciba.result': 'asked' }, 1],
      ['ciba.decisions', { 'ciba.outcome': 'approved' }, 1],
      ['ciba.redemptions', {}, 1],
      ['ciba.refusals', { 'ciba.refused_by': 'redemption', 'ciba.reason': 'reuse' }, 1],
      ['ciba.decision.duration', { 'ciba.outcome': 'approved' }, 1],
      ['ciba.redemption.duration', {}, 1],
    ]);
  });

  it('count refusals by reason, and prompts that a cap kept away', async () => {
    const { meter, series } = telemetry();
    const host = testHost({ caps: { pendingPerClientAndUser: 1 } });
    instrument(host.ciba, { meter });
    await start(host);
    await ask(host);
    await ask(host, {}, { client: { ...till, client_secret: 'x' } });
    const counted = (await series()).filter(([name]) => name === 'ciba.refusals' || name === 'ciba.prompts');
    expect(counted).toEqual([
      ['ciba.prompts', { 'ciba.result': 'asked' }, 1],
      ['ciba.prompts', { 'ciba.result': 'kept_away' }, 1],
      ['ciba.refusals', { 'ciba.refused_by': 'cap', 'ciba.reason': 'pendingPerClientAndUser' }, 1],
      ['ciba.refusals', { 'ciba.refused_by': 'authentication', 'ciba.reason': 'secret' }, 1],
    ]);
  });

  it('count numbers that were wrong, and the denial that the last one is', async () => {
    const { emit, series } = instrumented();
    emit('mismatched', { selector: 'S', client_id: 'till', sub: 'alice', attempts_left: 0 });
    emit('denied', { selector: 'S', client_id: 'till', sub: 'alice' });
    expect(await series()).toEqual([
      ['ciba.decisions', { 'ciba.outcome': 'denied' }, 1],
      ['ciba.refusals', { 'ciba.refused_by': 'approval', 'ciba.reason': 'mismatch' }, 1],
    ]);
  });

  it('name the client only where it is asked for', async () => {
    const { emit, series } = instrumented({ clientId: true });
    emit('requested', requested);
    emit('issuerKeysUnavailable', { issuer: 'https://idp.example', reason: 'x' });
    const labels = (await series()).map(([name, attributes]) => [name, attributes]);
    expect(labels).toContainEqual([
      'ciba.requests',
      { 'ciba.delivery_mode': 'poll', 'ciba.client_id': 'till' },
    ]);
    expect(labels).toContainEqual(['ciba.refusals', { 'ciba.refused_by': 'keys', 'ciba.reason': 'issuer' }]);
  });

  it('count nothing any more once they are stopped', async () => {
    const { emit, stop, series } = instrumented();
    stop();
    emit('requested', requested);
    expect(await series()).toEqual([]);
  });
});

describe('labels', () => {
  it.each([
    ['notify_failed', 'notify_failed'],
    ['unreachable', 'unreachable'],
  ] as const)('tell of a prompt that failed: %s', async (reason, result) => {
    const { emit, series } = instrumented();
    emit('failed', { ...event, reason });
    expect(await series()).toContainEqual(['ciba.prompts', { 'ciba.result': result }, 1]);
  });

  it.each([
    ['status_404', 'status_4xx'],
    ['status_503', 'status_5xx'],
    ['ERR_CIBA_OUTBOUND_TLS', 'ERR_CIBA_OUTBOUND_TLS'],
    ['client_gone', 'client_gone'],
    ['alice@example.com does not answer', 'other'],
    ['status_9999', 'other'],
  ])('tell of a delivery by a few words: %p is %p', async (reason, label) => {
    const { emit, series } = instrumented();
    emit('undeliverable', { ...delivery, reason });
    const labels = { 'ciba.delivery_mode': 'push', 'ciba.result': 'undeliverable', 'ciba.reason': label };
    expect(await series()).toEqual([['ciba.deliveries', labels, 1]]);
  });

  it('are as few after a thousand clients, users and reasons as after one', async () => {
    const { emit, series, spans, stop } = instrumented();
    for (let n = 0; n < 1000; n++) {
      const own = { selector: `${n}`.padStart(22, 'S'), client_id: `client-${n}`, sub: `user-${n}` };
      emit('requested', { ...requested, ...own });
      emit('failed', { ...own, reason: `reason ${n}` });
      emit('deliveryDeferred', { ...delivery, ...own, reason: `status_${400 + (n % 100)}`, retry_in: 1 });
      emit('limited', { client_id: own.client_id, sub: own.sub, cap: 'pendingPerUser' });
      emit('reported', own);
    }
    stop();
    const shown = JSON.stringify([
      await series(),
      spans.getFinishedSpans().map(({ attributes }) => attributes),
    ]);
    expect((await series()).length).toBeLessThan(10);
    for (const chosen of ['client-7', 'user-7', 'reason 7']) expect(shown).not.toContain(chosen);
  });
});

describe('the span of a request', () => {
  async function spanOf(live: (host: TestHost, ids: { id: string; authReqId: string }) => Promise<unknown>) {
    const { tracer, spans } = telemetry();
    const host = testHost();
    const stop = instrument(host.ciba, { tracer });
    const ids = await start(host, { binding_message: 'MESSAGE', user_code: 'CODE' });
    await live(host, ids);
    stop();
    const [span, ...others] = spans.getFinishedSpans();
    expect(others).toEqual([]);
    for (const secret of [
      ids.id.split('.')[1],
      ids.authReqId.split('.')[1],
      'MESSAGE',
      'CODE',
      'alice',
      'till',
    ])
      expect(JSON.stringify([span?.attributes, span?.events])).not.toContain(secret);
    return { ...span, ids } as typeof span & { ids: typeof ids };
  }

  it('goes from the request to its tokens', async () => {
    const span = await spanOf(async (host, { id, authReqId }) => {
      await host.ciba.approve(id, by);
      await poll(host, authReqId);
    });
    expect([span.name, span.attributes, span.status]).toEqual([
      'ciba.request',
      {
        'ciba.selector': span.ids.id.split('.')[0],
        'ciba.delivery_mode': 'poll',
        'ciba.outcome': 'redeemed',
      },
      { code: 0 },
    ]);
    expect(span.events.map(({ name }) => name)).toEqual(['approved']);
  });

  it.each<[string, (host: TestHost, id: string) => Promise<unknown>, number]>([
    ['denied', (host, id) => host.ciba.deny(id, by), 0],
    ['cancelled', (host, id) => host.ciba.cancel(id), 0],
    ['failed', (host, id) => host.ciba.fail(id, { reason: 'alice is away' }), 2],
    ['unheard', async () => {}, 0],
  ])('ends as %s', async (outcome, live, code) => {
    const span = await spanOf((host, { id }) => live(host, id));
    expect([span.attributes['ciba.outcome'], span.status.code]).toEqual([outcome, code]);
  });

  it('of a push ends with its delivery, and of a ping does not', () => {
    const { emit, spans } = instrumented();
    emit('requested', { ...requested, delivery_mode: 'ping' });
    emit('delivered', { ...delivery, delivery_mode: 'ping' });
    expect(spans.getFinishedSpans()).toEqual([]);
    emit('redeemed', event);
    emit('requested', { ...requested, delivery_mode: 'push' });
    emit('approved', event);
    emit('delivered', delivery);
    emit('requested', { ...requested, delivery_mode: 'push' });
    emit('undeliverable', { ...delivery, reason: 'expired' });
    expect(
      spans.getFinishedSpans().map(({ attributes, events }) => [attributes['ciba.outcome'], events[0]?.name]),
    ).toEqual([
      ['redeemed', 'told'],
      ['delivered', 'approved'],
      ['undeliverable', undefined],
    ]);
  });
});

describe('requests whose end another process hears of', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
  afterEach(() => jest.useRealTimers());

  it('are given up a little after their lifetime', () => {
    const { emit, spans, stop } = instrumented();
    emit('requested', requested);
    jest.advanceTimersByTime(300_000);
    expect(spans.getFinishedSpans()).toHaveLength(0);
    jest.advanceTimersByTime(20_000);
    expect(spans.getFinishedSpans().map(({ attributes }) => attributes['ciba.outcome'])).toEqual(['unheard']);
    stop();
  });

  it('are never more than 10,000', () => {
    const { emit, spans, stop } = instrumented();
    for (let n = 0; n < 10_003; n++) emit('requested', { ...requested, selector: `${n}` });
    expect(spans.getFinishedSpans().map(({ attributes }) => attributes['ciba.selector'])).toEqual([
      '0',
      '1',
      '2',
    ]);
    stop();
  });

  it('keep no timer once they are stopped', () => {
    const { meter } = telemetry();
    const running = jest.getTimerCount();
    const stop = instrument(hub() as never, { meter });
    expect(jest.getTimerCount()).toBe(running + 1);
    stop();
    expect(jest.getTimerCount()).toBe(running);
  });
});

describe('a store that is measured', () => {
  it('answers as before, and each call is measured by its name and result', async () => {
    const { meter, series } = telemetry();
    const store = measuredStore(
      { ...memoryStore(), list: () => Promise.reject(new Error('ECONNREFUSED')) },
      meter,
    );
    const host = testHost({ store });
    const { id, authReqId } = await start(host);
    expect(await host.ciba.approve(id, by)).toEqual({ outcome: 'accepted' });
    expect((await poll(host, authReqId)).status).toBe(200);
    await expect(host.ciba.listRequests(by)).rejects.toMatchObject({ status: 503 });
    const counted = (await series()).map(([name, labels, count]) => [name, ...Object.values(labels), count]);
    for (const [call, result] of [
      ...[
        ['create', 'ok'],
        ['decide', 'ok'],
        ['poll', 'ok'],
        ['commit', 'ok'],
        ['list', 'error'],
      ],
    ])
      expect(counted).toContainEqual(['ciba.store.duration', call, result, 1]);
    expect(store.external).toBe(false);
  });

  it('needs a meter', () => {
    expect(() => measuredStore(memoryStore(), undefined as never)).toThrow('ERR_CIBA_OPERATIONS');
  });
});

describe('instrument()', () => {
  it.each([undefined, {}, { clientId: true }])('needs a meter or a tracer: %p', (options) => {
    expect(() => instrument(testHost().ciba, options as never)).toThrow(
      'instrument() needs a meter or a tracer: { meter, tracer } (ERR_CIBA_OPERATIONS)',
    );
  });

  it('takes those of the OpenTelemetry API that do nothing', async () => {
    const host = testHost();
    const stop = instrument(host.ciba, { meter: metricsApi.getMeter('none') });
    await start(host);
    stop();
    expect(host.logged).toEqual([]);
  });
});

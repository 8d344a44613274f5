import { type Ciba, type CibaEvents, ConfigurationError } from '../index.js';
import { Journeys } from './journeys.js';
import { deliveryLabel, failureLabel } from './labels.js';
import { type Metrics, metricsOf } from './metrics.js';
import type { Labels, MeterLike, TracerLike } from './telemetry.js';

/** Options of {@link instrument}: one of the first two at least. */
export interface InstrumentOptions {
  /** Counts and measures. */
  readonly meter?: MeterLike;
  /** Makes a span of each request. */
  readonly tracer?: TracerLike;
  /** Puts `ciba.client_id` on everything: as many time series as you have clients. Default false. */
  readonly clientId?: boolean;
}

/** What listens. */
interface Instruments {
  readonly ciba: Pick<Ciba, 'on'>;
  readonly metrics: Metrics;
  readonly journeys: Journeys;
  /** The labels of a client, where they are wanted. */
  readonly of: (event: { readonly client_id?: string }) => Labels;
}

/** @inline */
type Stop = () => void;

/**
 * Counts, measures and traces by OpenTelemetry, from the audit events. The answer ends it.
 *
 * No label, and nothing on a span, is a secret, a user or a text that somebody chose. Each request is a span, in the process that has accepted
 * it, until that process hears of its end.
 *
 * @throws ConfigurationError with neither a meter nor a tracer
 * @example
 * ```ts
 * import { metrics, trace } from '@opentelemetry/api';
 * import { instrument } from 'express-ciba/operations';
 *
 * instrument(ciba, { meter: metrics.getMeter('express-ciba'), tracer: trace.getTracer('express-ciba') });
 * ```
 */
export function instrument(ciba: Pick<Ciba, 'on'>, options: InstrumentOptions): Stop {
  const { meter, tracer, clientId = false } = options ?? {};
  if (meter === undefined && tracer === undefined) {
    const message = 'instrument() needs a meter or a tracer: { meter, tracer }';
    throw new ConfigurationError('ERR_CIBA_OPERATIONS', message);
  }
  const of = ({ client_id }: { readonly client_id?: string }): Labels =>
    clientId && client_id !== undefined ? { 'ciba.client_id': client_id } : {};
  const instruments = { ciba, metrics: metricsOf(meter), journeys: new Journeys(tracer), of };
  const stops = [
    ...hearRequests(instruments),
    ...hearEnds(instruments),
    ...hearRefusals(instruments),
    ...hearDeliveries(instruments),
  ];
  return () => {
    for (const stop of stops) stop();
    instruments.journeys.close();
  };
}

function hearRequests({ ciba, metrics, journeys, of }: Instruments): readonly Stop[] {
  return [
    ciba.on('requested', (event) => {
      metrics.count('requests', { ...of(event), 'ciba.delivery_mode': event.delivery_mode });
      metrics.count('prompts', { ...of(event), 'ciba.result': 'asked' });
      journeys.begin(event, of(event));
    }),
    ciba.on('limited', (event) => metrics.count('prompts', { ...of(event), 'ciba.result': 'kept_away' })),
    ciba.on('reported', (event) => metrics.count('reports', of(event))),
    ciba.on('redeemed', (event) => {
      metrics.count('redemptions', of(event));
      const seconds = journeys.end(event.selector, { outcome: 'redeemed' });
      metrics.measure('redemption.duration', seconds, of(event));
    }),
  ];
}

function hearEnds({ ciba, metrics, journeys, of }: Instruments): readonly Stop[] {
  const decided = (outcome: string, event: CibaEvents['denied'], seconds: number | undefined): void => {
    const labels = { ...of(event), 'ciba.outcome': outcome };
    metrics.count('decisions', labels);
    metrics.measure('decision.duration', seconds, labels);
  };
  const ends = (['denied', 'cancelled', 'expired'] as const).map((outcome) =>
    ciba.on(outcome, (event) => decided(outcome, event, journeys.end(event.selector, { outcome }))),
  );
  return [
    ...ends,
    ciba.on('approved', (event) => decided('approved', event, journeys.pass(event.selector, 'approved'))),
    ciba.on('failed', (event) => {
      decided('failed', event, journeys.end(event.selector, { outcome: 'failed', isError: true }));
      const reason = failureLabel(event.reason);
      if (reason !== 'host') metrics.count('prompts', { ...of(event), 'ciba.result': reason });
    }),
  ];
}

function hearRefusals({ ciba, metrics, of }: Instruments): readonly Stop[] {
  const refused = (event: { readonly client_id?: string }, by: string, reason: string): void =>
    metrics.count('refusals', { ...of(event), 'ciba.refused_by': by, 'ciba.reason': reason });
  return [
    ciba.on('limited', (event) => refused(event, 'cap', event.cap)),
    ciba.on('clientAuthenticationFailed', (event) => refused(event, 'authentication', event.reason)),
    ciba.on('clientKeysUnavailable', (event) => refused(event, 'keys', 'client')),
    ciba.on('issuerKeysUnavailable', () => refused({}, 'keys', 'issuer')),
    ciba.on('refused', (event) => refused(event, event.phase, event.outcome)),
    ciba.on('mismatched', (event) => refused(event, 'approval', 'mismatch')),
    ciba.on('bounded', ({ bound }) => metrics.count('bounds', { 'ciba.bound': bound })),
    ciba.on('reuse', (event) => refused(event, 'redemption', 'reuse')),
  ];
}

function hearDeliveries({ ciba, metrics, journeys, of }: Instruments): readonly Stop[] {
  const told = (event: CibaEvents['delivered'], result: string, why: Labels = {}): void => {
    const labels = { 'ciba.delivery_mode': event.delivery_mode, 'ciba.result': result };
    metrics.count('deliveries', { ...of(event), ...labels, ...why });
  };
  return [
    ciba.on('delivered', (event) => {
      told(event, 'delivered');
      if (event.delivery_mode === 'ping') return void journeys.pass(event.selector, 'told');
      // A push is over with its delivery; what was pushed, tokens or an error, is not told.
      journeys.end(event.selector, { outcome: 'delivered' });
    }),
    ciba.on('deliveryDeferred', (event) => {
      told(event, 'deferred', { 'ciba.reason': deliveryLabel(event.reason) });
      journeys.pass(event.selector, 'deferred');
    }),
    ciba.on('undeliverable', (event) => {
      told(event, 'undeliverable', { 'ciba.reason': deliveryLabel(event.reason) });
      if (event.delivery_mode === 'ping') journeys.pass(event.selector, 'undeliverable');
      else journeys.end(event.selector, { outcome: 'undeliverable', isError: true });
    }),
  ];
}

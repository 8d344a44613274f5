export type { EventCounts } from './counts.js';
export { type HealthCheckOptions, healthCheck } from './health.js';
export { type InstrumentOptions, instrument } from './instrument.js';
export { measuredStore } from './measured-store.js';
export { type Operable, type OperationCounts, type Operations, operations } from './operations.js';
export { redactingLogger } from './redacting-logger.js';
export { type OperationsRouterOptions, operationsRouter } from './router.js';
export type { MeterLike, TracerLike } from './telemetry.js';

export type {
  AuthenticationRequest,
  Awaitable,
  CibaAdapter,
  CibaGrant,
  EndUser,
  HintContext,
  ProposedRequest,
  TokenResponse,
  UserHint,
} from './adapter.js';
export type { Ciba, Readiness } from './ciba.js';
export { CIBA_GRANT_TYPE, type CibaClient, type ClientView } from './client/metadata.js';
export type { ClientMetadata } from './client/registration.js';
export { createCiba } from './create-ciba.js';
export type { DecidedBy } from './decision/decided-by.js';
export type { DecisionAnswer, DecisionOutcome } from './decision/decisions.js';
export type { DiscoveryDocument, JwkSet } from './discovery.js';
export {
  CibaError,
  type CibaErrorCode,
  type CibaErrorOptions,
  ConfigurationError,
  type Endpoint,
  isCibaError,
} from './errors.js';
export type { CibaEventName, CibaEvents, CibaListener, RequestEvent } from './events.js';
export type { Handler, Incoming } from './http/handler.js';
export type { Jwk } from './jwt/signing-keys.js';
export type { Logger } from './logger.js';
export type { CibaOptions } from './options.js';
export type { Caps } from './request/caps.js';
export type {
  ApprovalContent,
  AuthorizationDetail,
  DeliveryMode,
  JsonObject,
  RequestState,
} from './request/record.js';
export type { CibaStore } from './request/store.js';
export { type MemoryStoreOptions, memoryStore } from './store/memory/memory-store.js';
export type { RedisLike } from './store/redis/connection.js';
export { type RedisStoreOptions, redisStore } from './store/redis/redis-store.js';

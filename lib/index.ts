export type {
  AuthenticationRequest,
  Awaitable,
  CibaAdapter,
  CibaGrant,
  EndUser,
  HintContext,
  PresentedCertificate,
  ProposedRequest,
  RegisteredClient,
  TokenResponse,
  UserHint,
} from './adapter.js';
export type { LoginHintTokenIssuer } from './backchannel/hints/login-hint-token.js';
export type { HintName } from './backchannel/hints/one-hint.js';
export { parseLoginHint } from './backchannel/hints/parse-login-hint.js';
export type { SubjectIdentifier } from './backchannel/hints/subject-identifier.js';
export type { BoundName } from './bounds.js';
export type { Ciba } from './ciba.js';
export type { AuthenticatedClient } from './client/authenticated-client.js';
export type { AssertionAudience } from './client/authentication/assertion-audience.js';
export type { AuthenticationFailure } from './client/authentication/failure.js';
export type { ClientAuthMethod } from './client/authentication/methods.js';
export type { Confirmation } from './client/key-binding/certificate.js';
export type { ProofTarget } from './client/key-binding/host-proofs.js';
export { CIBA_GRANT_TYPE, type CibaClient, type ClientView } from './client/metadata.js';
export {
  type KeyedPairwiseSubjects,
  type PairwiseSubjects,
  pairwiseSubjects,
} from './client/pairwise/pairwise-subjects.js';
export type { ClientMetadata } from './client/registration/members.js';
export type { Mitigation } from './configuration/mitigations.js';
export type { ProfileName } from './configuration/profile.js';
export { createCiba } from './create-ciba.js';
export type { DecidedBy } from './decision/decided-by.js';
export type { DecisionAnswer, DecisionOutcome, UserApproval } from './decision/decisions.js';
export type { Reported, RequestFilter, RequestPage, RequestSummary } from './decision/oversight.js';
export type { DiscoveryDocument, JwkSet } from './discovery.js';
export {
  CibaError,
  type CibaErrorCode,
  type CibaErrorOptions,
  ConfigurationError,
  type Endpoint,
  isCibaError,
} from './errors.js';
export type {
  CibaEventName,
  CibaEvents,
  CibaListener,
  DeliveryEvent,
  ProfileEvent,
  RequestEvent,
} from './events.js';
export type { Handler, Incoming } from './http/handler.js';
export type { Jwk } from './jwt/signing-keys.js';
export type { Logger } from './logger.js';
export { type NotificationChannel, notifyThrough, UnreachableError } from './notification/channels.js';
export type { Undelivered } from './notification/dead-letters.js';
export type { DeliveryCounts } from './notification/relay.js';
export { type WebhookOptions, webhookChannel } from './notification/webhook.js';
export type { AuthorizationDetailsType, CapsOptions, CibaOptions, NotificationOptions } from './options.js';
export {
  type GuardedClient,
  type GuardedClientOptions,
  type GuardedRequest,
  type GuardedResponse,
  guardedClient,
} from './outbound/guarded-client.js';
export { OutboundError, type OutboundErrorCode } from './outbound/outbound-error.js';
export type { Readiness } from './readiness.js';
export type { CoolDown, Rate } from './request/guard.js';
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
export type { WaitReplicas } from './store/redis/replicas.js';

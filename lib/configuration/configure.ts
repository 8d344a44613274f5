import type { CibaAdapter } from '../adapter.js';
import type { WhenPending } from '../backchannel/create-once.js';
import type { DecoyOf } from '../backchannel/hints/decoy-of.js';
import type { AssertionAudience } from '../client/authentication/assertion-audience.js';
import { TLS_METHODS } from '../client/authentication/methods.js';
import type { CibaClient } from '../client/metadata.js';
import type { PairwiseSubjects } from '../client/pairwise/pairwise-subjects.js';
import { type SigningKey, signingKeys } from '../jwt/signing-keys.js';
import { requireKnown } from '../known-options.js';
import { consoleLogger, harmless, type Logger } from '../logger.js';
import type { CibaOptions } from '../options.js';
import type { GuardedClientOptions } from '../outbound/guarded-client.js';
import type { AttemptLimit } from '../request/attempts.js';
import type { Comparisons } from '../request/narrowing.js';
import type { DeliveryMode } from '../request/record.js';
import type { CibaStore } from '../request/store.js';
import { comparisonsOf, type DetailsTypes, detailsTypesOf } from './authorization-details.js';
import { type CapsFor, capsOf, requireWhenPending } from './caps.js';
import {
  requireAdapter,
  requireAliases,
  requireAssertionAudience,
  requireDeliveryModes,
  requireFlag,
  requireFunction,
  requireLogger,
  requireSeconds,
  requireStore,
  requireWholeSeconds,
} from './checks.js';
import { decoyOfOption } from './decoys.js';
import { type Durations, durationsOf, YEAR } from './durations.js';
import { type Hints, hintsOf } from './hints.js';
import { type Dpop, dpopOf } from './key-binding.js';
import { type Mitigation, mitigationsOff } from './mitigations.js';
import { type Notification, notificationOf } from './notification.js';
import { requirePairwise } from './pairwise.js';
import type { Rules } from './profile.js';
import { rulesOf } from './rules.js';
import { type Urls, urlsOf } from './urls.js';
import { secretAttemptsOf, userCodeAttemptsOf } from './user-codes.js';

/** Options made complete: what the rooms read. */
export interface Configuration extends Durations, Urls {
  readonly store: CibaStore;
  readonly adapter: CibaAdapter;
  /** Whether the host says that client certificates get here; where it does not, nothing is published that needs them. */
  readonly offersCertificates: boolean;
  readonly rules: Rules;
  readonly assertionAudience: AssertionAudience;
  readonly outbound: GuardedClientOptions;
  readonly notification: Notification;
  readonly deliveryModes: readonly DeliveryMode[];
  readonly idToken: { readonly keys: readonly SigningKey[]; readonly expiresIn: number };
  readonly hints: Hints;
  /** What types of `authorization_details` mean; any type will do where undefined. */
  readonly authorizationDetails: DetailsTypes | undefined;
  readonly comparisons: Comparisons;
  /** Undefined where proofs are not looked at. */
  readonly dpop: Dpop | undefined;
  readonly pairwise: PairwiseSubjects | undefined;
  /** Wrong user codes of one client for one user; undefined where they are not counted. */
  readonly userCodeAttempts: AttemptLimit | undefined;
  /** Wrong secrets of one client from one address; undefined where they are not counted. */
  readonly secretAttempts: AttemptLimit | undefined;
  /** Names decoys; undefined where unknown users are not hidden. */
  readonly decoyOf: DecoyOf | undefined;
  readonly queueNotifyUser: boolean;
  readonly numberMatching: boolean;
  readonly longPoll: (client: CibaClient) => boolean;
  readonly grantTypeAliases: readonly string[];
  readonly capsFor: CapsFor;
  readonly whenPending: WhenPending;
  /** Seconds for which a client is not let near a user who reported it. */
  readonly blockFor: number;
  /** Told once after start-up. */
  readonly mitigationsOff: readonly Mitigation[];
  readonly logger: Logger;
}

/** Until when a report holds, unless the host says otherwise. */
const MONTH = 2_592_000;

const OPTIONS = [
  ...['issuer', 'store', 'adapter', 'mountPath', 'paths', 'endpoints', 'deliveryModes', 'idToken', 'caps'],
  ...['interval', 'expiresIn', 'maxExpiresIn', 'retention', 'callbackTimeout', 'claimLease', 'notifyTimeout'],
  ...['storeTimeout', 'hintOptional', 'grantTypeAliases', 'logger', 'profile', 'clientAuthMethods'],
  ...['assertionAudience', 'requireBindingMessage', 'mtlsEndpoints', 'outbound', 'notification'],
  ...['longPoll', 'longPollTimeout', 'queueNotifyUser', 'allowedHints', 'idTokenHintKeys'],
  ...['idTokenHintTolerance', 'loginHintTokens', 'authorizationDetails', 'dpop', 'pairwise'],
  ...['userCodeAttempts', 'secretAttempts', 'hideUnknownUsers', 'capsFor', 'blockFor', 'whenPending'],
  'numberMatching',
];

/** Completes the options and refuses contradictions. @throws ConfigurationError */
export function configure(options: CibaOptions): Configuration {
  requireKnown(options, { prefix: 'option ', names: OPTIONS });
  const {
    store,
    adapter,
    deliveryModes = ['poll'],
    longPoll = () => false,
    grantTypeAliases = [],
    outbound = {},
    assertionAudience = 'issuer',
  } = options;
  const rules = rulesOf(options);
  const certificates = offersCertificates(options);
  const authorizationDetails = detailsTypesOf(options.authorizationDetails);
  return Object.freeze({
    ...urlsOf(options),
    offersCertificates: certificates,
    ...durationsOf(options),
    rules,
    outbound,
    assertionAudience: requireAssertionAudience(assertionAudience),
    store: requireStore(store),
    adapter: requireAdapter(adapter),
    deliveryModes: requireDeliveryModes(deliveryModes),
    idToken: idTokenOf(options.idToken, rules),
    ...flagsOf(options),
    longPoll: requireFunction('longPoll', longPoll),
    hints: hintsOf(options),
    authorizationDetails,
    comparisons: comparisonsOf(authorizationDetails),
    dpop: dpopOf(options.dpop),
    pairwise: requirePairwise(options.pairwise),
    userCodeAttempts: userCodeAttemptsOf(options.userCodeAttempts),
    secretAttempts: secretAttemptsOf(options.secretAttempts),
    decoyOf: decoyOfOption(options),
    grantTypeAliases: requireAliases(grantTypeAliases),
    capsFor: capsOf(options),
    whenPending: requireWhenPending(options.whenPending),
    blockFor: requireWholeSeconds('blockFor', options.blockFor ?? MONTH, YEAR),
    notification: notificationOf(options),
    logger: harmless(requireLogger(options.logger ?? consoleLogger)),
    // Last: it takes the options for right.
    mitigationsOff: mitigationsOff({ options, rules, offersCertificates: certificates }),
  });
}

function idTokenOf(
  idToken: NonNullable<CibaOptions['idToken']> = { keys: [] },
  { profile, signingAlgs }: Rules,
): Configuration['idToken'] {
  const { keys, expiresIn = 3600 } = requireKnown(idToken, {
    prefix: 'option idToken.',
    names: ['keys', 'expiresIn'],
  });
  return {
    keys: profile === undefined ? signingKeys(keys) : signingKeys(keys, signingAlgs),
    expiresIn: requireSeconds('idToken.expiresIn', expiresIn, YEAR),
  };
}

function flagsOf({
  queueNotifyUser = false,
  numberMatching = false,
}: CibaOptions): Pick<Configuration, 'queueNotifyUser' | 'numberMatching'> {
  return {
    queueNotifyUser: requireFlag('queueNotifyUser', queueNotifyUser),
    numberMatching: requireFlag('numberMatching', numberMatching),
  };
}

function offersCertificates({
  adapter,
  profile,
  mtlsEndpoints,
  clientAuthMethods = [],
}: CibaOptions): boolean {
  const said = profile !== undefined || Object.keys(mtlsEndpoints ?? {}).length > 0;
  return (
    said ||
    adapter?.getCertificate !== undefined ||
    clientAuthMethods.some((name) => TLS_METHODS.includes(name))
  );
}

import type { CibaOptions } from '../options.js';
import type { Rules } from './profile.js';

/** @inline */
type CapOption =
  `caps.${'pendingPerUser' | 'pendingPerClientAndUser' | 'promptsPerUser' | 'promptsPerClientAndUser' | 'coolDown'}`;

/** A mitigation, by the name of the option, or callback, that holds it. */
export type Mitigation =
  | CapOption
  | 'adapter.verifyUserCode'
  | 'userCodeAttempts'
  | 'allowedHints'
  | 'loginHintTokens'
  | 'requireBindingMessage'
  | 'numberMatching'
  | 'authorizationDetails'
  | 'adapter.revalidate'
  | 'adapter.revokeTokens'
  | 'clientAuthMethods'
  | 'secretAttempts'
  | 'assertionAudience'
  | 'dpop'
  | 'dpop.nonceKey'
  | 'notification.keyRing'
  | 'outbound.allowLoopback'
  | 'notification.allowLoopback'
  | 'issuer'
  | 'store';

/** What a mitigation is judged by: options that were found to be right, and what became of them. */
export interface Chosen {
  readonly options: CibaOptions;
  readonly rules: Rules;
  readonly offersCertificates: boolean;
}

type IsOff = (chosen: Chosen) => boolean;

/** Whether each is off. What binds one client alone (`capsFor`) is not looked at, nor what is a choice between two evils. */
const OFF: Readonly<Record<Mitigation, IsOff>> = {
  'caps.pendingPerUser': hasNoCap('pendingPerUser'),
  'caps.pendingPerClientAndUser': hasNoCap('pendingPerClientAndUser'),
  'caps.promptsPerUser': hasNoCap('promptsPerUser'),
  'caps.promptsPerClientAndUser': hasNoCap('promptsPerClientAndUser'),
  'caps.coolDown': hasNoCap('coolDown'),
  'adapter.verifyUserCode': lacks('verifyUserCode'),
  userCodeAttempts: ({ options: { adapter, userCodeAttempts } }) =>
    adapter.verifyUserCode !== undefined && userCodeAttempts === false,
  allowedHints: ({ options }) => options.allowedHints === undefined,
  loginHintTokens: ({ options }) => options.loginHintTokens === undefined,
  requireBindingMessage: ({ rules }) => !rules.requireBindingMessage,
  numberMatching: ({ options }) => options.numberMatching !== true,
  authorizationDetails: ({ options: { adapter, authorizationDetails } }) =>
    authorizationDetails === undefined && adapter.validateRequest === undefined,
  'adapter.revalidate': lacks('revalidate'),
  'adapter.revokeTokens': lacks('revokeTokens'),
  clientAuthMethods: ({ rules }) => rules.clientAuthMethods.some(isBySecret),
  secretAttempts: ({ options: { adapter, secretAttempts }, rules }) =>
    rules.clientAuthMethods.some(isSent) && (adapter.getAddress === undefined || secretAttempts === false),
  assertionAudience: ({ options }) => options.assertionAudience === 'ciba-core',
  dpop: ({ options: { dpop = false }, offersCertificates }) => dpop === false && !offersCertificates,
  'dpop.nonceKey': ({ options: { dpop } }) =>
    dpop !== undefined && dpop !== false && !Object.hasOwn(Object(dpop), 'nonceKey'),
  'notification.keyRing': ({ options }) => tells(options) && keepsReadable(options),
  'outbound.allowLoopback': ({ options }) => options.outbound?.allowLoopback === true,
  'notification.allowLoopback': ({ options: { outbound, notification } }) =>
    (notification?.allowLoopback ?? outbound?.allowLoopback) === true,
  issuer: ({ options }) => options.issuer.startsWith('http:'),
  store: ({ options }) => options.store.external === false && isProduction(),
};

/** All of them, in the order in which they are told. */
export const MITIGATIONS: readonly Mitigation[] = Object.keys(OFF) as Mitigation[];

/** The mitigations that are off, always in the same order. */
export function mitigationsOff(chosen: Chosen): readonly Mitigation[] {
  return MITIGATIONS.filter((name) => OFF[name](chosen));
}

function hasNoCap(name: CapOption extends `caps.${infer Name}` ? Name : never): IsOff {
  return ({ options: { caps = {} } }) => caps === false || caps[name] === false;
}

function lacks(callback: 'verifyUserCode' | 'revalidate' | 'revokeTokens'): IsOff {
  return ({ options }) => options.adapter[callback] === undefined;
}

/** What is sent on the wire, or known on both sides, can be stolen at either end. */
function isBySecret(method: string): boolean {
  return method.startsWith('client_secret_');
}

/** What is sent as it is can be guessed; one that signs is too long for that. */
function isSent(method: string): boolean {
  return method === 'client_secret_basic' || method === 'client_secret_post';
}

function tells({ deliveryModes = [] }: CibaOptions): boolean {
  return deliveryModes.some((mode) => mode !== 'poll');
}

/** What is kept inside this process needs no seal. */
function keepsReadable({ notification, store }: CibaOptions): boolean {
  return notification?.keyRing === undefined && store.external !== false;
}

/** As Express has it. */
function isProduction(): boolean {
  return process.env.NODE_ENV === 'production';
}

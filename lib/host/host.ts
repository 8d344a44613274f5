import type { CibaAdapter, EndUser, RevalidationPhase } from '../adapter.js';
import type { AuthenticateBy } from '../client/authentication/authenticate.js';
import { secretMatches } from '../client/authentication/client-secret.js';
import type { Certificates } from '../client/key-binding/certificate.js';
import type { CibaClient } from '../client/metadata.js';
import type { PairwiseSubjects } from '../client/pairwise/pairwise-subjects.js';
import type { DetailsTypes } from '../configuration/authorization-details.js';
import { CibaError } from '../errors.js';
import type { Incoming } from '../http/handler.js';
import type { Logger } from '../logger.js';
import type { ApprovalContent, AuthorizationDetail } from '../request/record.js';
import { addressOf, clientOf, pseudonymOf, userOf } from './answers.js';
import { lend } from './lend.js';
import { certificates } from './presented-certificate.js';

type Callback = keyof CibaAdapter;
type Promised<F> = F extends (...args: infer Args) => infer Result
  ? (...args: Args) => Promise<Awaited<Result>>
  : never;

/** The adapter as the rooms see it: complete, each callback with its deadline, and no answer taken on trust. */
export interface Host {
  readonly getClient: (clientId: string) => Promise<CibaClient | undefined>;
  readonly resolveUser: (...args: Parameters<CibaAdapter['resolveUser']>) => Promise<EndUser | undefined>;
  readonly getUser: (sub: string) => Promise<EndUser | undefined>;
  readonly notifyUser: Promised<CibaAdapter['notifyUser']>;
  readonly issueTokens: Promised<CibaAdapter['issueTokens']>;
  readonly verifyClientSecret: (client: CibaClient, secret: string) => Promise<boolean>;
  readonly authenticateClient: AuthenticateBy | undefined;
  readonly getAddress: ((req: Incoming) => Promise<string | undefined>) | undefined;
  readonly certificates: Certificates;
  readonly validateRequest: Promised<NonNullable<CibaAdapter['validateRequest']>> | undefined;
  readonly verifyUserCode: Promised<NonNullable<CibaAdapter['verifyUserCode']>> | undefined;
  readonly revokeTokens: Promised<NonNullable<CibaAdapter['revokeTokens']>> | undefined;
  /** Judges a detail by its type, where that judges at all. */
  readonly validateDetail: (detail: AuthorizationDetail, client: CibaClient) => Promise<void>;
  readonly revalidate: Revalidate | undefined;
  readonly registerClient: Promised<NonNullable<CibaAdapter['registerClient']>> | undefined;
  readonly verifyInitialAccessToken: (token: string | undefined) => Promise<boolean>;
  readonly pairwise: Pseudonyms | undefined;
}

/** Whether a user and a client may go on, now. */
export type Revalidate = (
  user: EndUser,
  client: CibaClient,
  phase: RevalidationPhase,
  approval: ApprovalContent,
) => Promise<'accepted' | 'refused' | 'step_up'>;

/** Pairwise subject identifiers, both ways. */
export interface Pseudonyms {
  readonly pseudonymOf: (sub: string, sector: string) => Promise<string>;
  readonly subOf: (pseudonym: string, sector: string) => Promise<string | undefined>;
}

/** How long callbacks may take, in seconds, and who hears of what fails after that. */
export interface HostSettings {
  readonly logger: Logger;
  readonly callbackTimeout: number;
  readonly notifyTimeout: number;
  readonly authorizationDetails: DetailsTypes | undefined;
  readonly pairwise: PairwiseSubjects | undefined;
}

/** Wraps an adapter. */
export function hostOf(adapter: CibaAdapter, settings: HostSettings): Host {
  const { callbackTimeout, notifyTimeout, logger } = settings;
  const lent = <Name extends Callback>(
    name: Name,
    seconds: number = callbackTimeout,
  ): Promised<CibaAdapter[Name]> =>
    lend((adapter[name] as (...args: unknown[]) => unknown).bind(adapter), { name, seconds }) as never;
  const optional = <Name extends Callback>(
    name: Name,
  ): Promised<NonNullable<CibaAdapter[Name]>> | undefined => adapter[name] && (lent(name) as never);

  const [getClient, resolveUser, getUser] = [lent('getClient'), lent('resolveUser'), optional('getUser')];
  const [verifySecret, authenticate] = [optional('verifyClientSecret'), optional('authenticateClient')];
  const [verifyUserCode, getAddress] = [optional('verifyUserCode'), optional('getAddress')];
  return {
    getClient: async (id) => clientOf('getClient', await getClient(id), id),
    resolveUser: async (hint, context) => userOf('resolveUser', await resolveUser(hint, context)),
    getUser: async (sub) => (getUser ? userOf('getUser', await getUser(sub), sub) : { sub }),
    notifyUser: lent('notifyUser', notifyTimeout),
    issueTokens: lend(adapter.issueTokens.bind(adapter), {
      name: 'issueTokens',
      seconds: callbackTimeout,
      onLate: async (late, grant) => {
        try {
          await adapter.revokeTokens?.(late, grant);
        } catch (error) {
          logger.error(error, 'tokens that came too late could not be revoked');
        }
      },
    }),
    verifyClientSecret: verifySecret
      ? async (client, secret) => (await verifySecret(client, secret)) === true
      : async (client, secret) => secretMatches(client, secret),
    authenticateClient:
      authenticate &&
      (async (req, params) => clientOf('authenticateClient', await authenticate(req, params))),
    getAddress: getAddress && (async (req) => addressOf(await getAddress(req))),
    certificates: certificates(optional('getCertificate')),
    validateRequest: optional('validateRequest'),
    verifyUserCode: verifyUserCode && (async (...args) => (await verifyUserCode(...args)) === true),
    revokeTokens: optional('revokeTokens'),
    validateDetail: detailValidation(settings),
    revalidate: revalidation(optional('revalidate')),
    registerClient: optional('registerClient'),
    verifyInitialAccessToken: async (token) => (await optional('verifyInitialAccessToken')?.(token)) === true,
    pairwise: pseudonyms(settings),
  };
}

function detailValidation({
  authorizationDetails,
  callbackTimeout: seconds,
}: HostSettings): Host['validateDetail'] {
  return async (detail, client) => {
    const type = authorizationDetails?.get(detail.type);
    if (type?.validate === undefined) return;
    const validate = lend(type.validate.bind(type), { name: 'authorizationDetails.validate', seconds });
    if ((await validate(structuredClone(detail), { client })) === false)
      throw new CibaError('invalid_authorization_details');
  };
}

/** Whatever is not plainly yes, and no wish for more, is no. */
function revalidation(
  revalidate: Promised<NonNullable<CibaAdapter['revalidate']>> | undefined,
): Host['revalidate'] {
  return (
    revalidate &&
    (async (...args) => {
      const answer = await revalidate(...args);
      if (answer === true) return 'accepted';
      return answer === 'step_up' ? 'step_up' : 'refused';
    })
  );
}

function pseudonyms({ pairwise, callbackTimeout: seconds }: HostSettings): Pseudonyms | undefined {
  if (pairwise === undefined) return undefined;
  const give = lend(pairwise.pseudonymOf.bind(pairwise), { name: 'pairwise.pseudonymOf', seconds });
  const find = lend(pairwise.subOf.bind(pairwise), { name: 'pairwise.subOf', seconds });
  return {
    pseudonymOf: async (sub, sector) => pseudonymOf(await give(sub, sector)),
    subOf: async (pseudonym, sector) => (await find(pseudonym, sector)) ?? undefined,
  };
}

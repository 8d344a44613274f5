import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { HINTS, type HintName } from '../../lib/backchannel/hints/one-hint.js';
import type { CibaClient } from '../../lib/client/metadata.js';
import type { CibaEventName } from '../../lib/events.js';
import type { CibaStore } from '../../lib/request/store.js';
import { hostIdToken } from './hint-tokens.ts';
import { CIBA_GRANT, signingKey, type TestHostOptions } from './host.ts';
import { basic, callerOf, type Reply, type ServedHost, serve } from './server-http.ts';
import { Secrets } from './server-leaks.ts';

/** The events that flows of poll mode cause. */
export const EVENTS: readonly CibaEventName[] = [
  ...(['requested', 'approved', 'denied', 'failed', 'cancelled', 'expired'] as const),
  ...(['redeemed', 'reuse', 'clientAuthenticationFailed', 'limited'] as const),
];

/** The events of clients that are told. */
export const TELLING_EVENTS: readonly CibaEventName[] = ['delivered', 'deliveryDeferred', 'undeliverable'];

type Failing = 'resolveUser' | 'verifyUserCode' | 'notifyUser' | 'issueTokens';

/** One flow: who asks, how its user is named, what proves the user, and where the host fails. */
export interface Flow {
  readonly sub: string;
  readonly hintName: HintName;
  readonly hint: string;
  readonly userCode: string;
  readonly failing?: Failing;
  /** A client that is told; absent: the kiosk, which polls. */
  readonly client?: CibaClient;
}

/** A request under way. */
export interface Begun {
  readonly flow: Flow;
  readonly authReqId: string;
  readonly approvalId: string;
}

/** A host of which every secret that comes or goes is written down, and everything it says. */
export class SecretiveHost {
  /** What may stand neither in the store nor in a log line nor in an event. */
  readonly secrets = new Secrets();
  /** What the store keeps and nobody else may. */
  readonly approvalSecrets = new Secrets();
  readonly events: { readonly name: string; readonly text: string }[] = [];
  /** What decisions and views threw at their caller. */
  readonly thrown: string[] = [];
  /** Every kind of answer that the client heard. */
  readonly outcomes = new Set<string>();
  readonly kiosk = {
    client_id: 'kiosk',
    client_secret: this.fresh('client-secret'),
    grant_types: [CIBA_GRANT],
    backchannel_user_code_parameter: true,
  };
  readonly #flows = new Map<string, Flow>();
  /** By user: that of the latest request. */
  readonly #approvalIds = new Map<string, string>();
  #served: ServedHost | undefined;

  /** Serves the kiosk, and clients that are told. */
  async start(store: CibaStore, { clients = [], ...more }: TestHostOptions = {}): Promise<void> {
    this.secrets.add('basic-credentials', basic(this.kiosk).slice('Basic '.length));
    this.secrets.add('signing-key', String(signingKey.d));
    const served = await serve({
      ...{ store, clients: [this.kiosk, ...clients], storeTimeout: 3, interval: 1, ...more },
      caps: { pendingPerUser: 2, pendingPerClientAndUser: 1 },
      adapter: {
        resolveUser: (hint) => this.#lent('resolveUser', Object.values(hint)[0]),
        verifyUserCode: ({ sub }, code) => this.#lent('verifyUserCode', sub)?.userCode === code,
        notifyUser: ({ id, user }) => {
          this.#approvalIds.set(user.sub, id);
          this.#lent('notifyUser', user.sub);
        },
        issueTokens: async ({ user }) => {
          this.#lent('issueTokens', user.sub);
          const refresh_token = this.fresh('refresh-token');
          return { access_token: this.fresh('access-token'), token_type: 'Bearer', refresh_token };
        },
        revokeTokens: () => Promise.reject(new Error('revokeTokens of the host fails')),
      },
    });
    for (const name of [...EVENTS, ...TELLING_EVENTS]) {
      served.ciba.on(name, (event) => this.events.push({ name, text: inspect(event, { depth: 20 }) }));
    }
    this.#served = served;
  }

  get served(): ServedHost {
    if (this.#served === undefined) throw new Error('not started');
    return this.#served;
  }

  fresh(name: string): string {
    return this.secrets.add(name, `${name}-${randomBytes(18).toString('base64url')}`);
  }

  newFlow(sub: string, failing?: Failing, client?: CibaClient): Flow {
    const hintName = HINTS[this.#flows.size % HINTS.length] as HintName;
    const aud = (client ?? this.kiosk).client_id;
    const hint = hintName === 'id_token_hint' ? this.#idToken(sub, aud) : this.fresh(hintName);
    const flow = {
      sub,
      hintName,
      hint,
      userCode: this.fresh('user-code'),
      ...(failing && { failing }),
      ...(client && { client }),
    };
    this.#flows.set(hint, flow).set(sub, flow);
    return flow;
  }

  /** Sends an authentication request, with the right user code unless `params` say otherwise. */
  async request(
    { hintName, hint, userCode, client: told }: Flow,
    params: Record<string, string> = {},
    secret?: string,
  ): Promise<Reply> {
    const hinted = { login_hint: '', [hintName]: hint, user_code: userCode, ...params };
    const client = { ...(told ?? this.kiosk), ...(secret !== undefined && { client_secret: secret }) };
    const token = told && { client_notification_token: this.fresh('notification-token') };
    return this.#heard(await callerOf(this.served.port, client).request({ ...hinted, ...token }));
  }

  async poll(authReqId: string, client: CibaClient = this.kiosk): Promise<Reply> {
    return this.#heard(await callerOf(this.served.port, client).poll(authReqId));
  }

  async begin(flow: Flow, params: Record<string, string> = {}): Promise<Begun> {
    const { body } = await this.request(flow, params);
    // Whatever is read may be logged or kept: nothing secret may be found of it.
    await this.served.ciba.listRequests({ sub: flow.sub });
    const approvalId = this.#approvalIds.get(flow.sub) ?? '';
    this.approvalSecrets.add('approval-secret', approvalId.split('.')[1] ?? '');
    return { flow, authReqId: String(body.auth_req_id), approvalId };
  }

  /** Does what will be refused by an error, and keeps the error. */
  async throwing(work: Promise<unknown>): Promise<void> {
    await work.then(
      () => Promise.reject(new Error('nothing was thrown')),
      (error: unknown) => this.thrown.push(inspect(error, { depth: 20, showHidden: true })),
    );
  }

  async untilExpired({ authReqId }: Begun): Promise<void> {
    while ((await this.poll(authReqId)).body.error !== 'expired_token') await sleep(100);
  }

  #lent(callback: Failing, hintOrSub: string | undefined): Flow | undefined {
    const flow = this.#flows.get(hintOrSub ?? '');
    if (flow?.failing === callback) throw new Error(`${callback} of the host fails`);
    return flow && { ...flow };
  }

  #heard(reply: Reply): Reply {
    const { auth_req_id, id_token, error } = reply.body;
    this.outcomes.add(`${reply.status} ${error ?? (auth_req_id === undefined ? 'tokens' : 'auth_req_id')}`);
    if (typeof auth_req_id === 'string') {
      this.secrets.add('auth_req_id', auth_req_id);
      this.secrets.add('secret of auth_req_id', auth_req_id.split('.')[1] ?? '');
    }
    if (typeof id_token === 'string') this.keepSecret(id_token);
    return reply;
  }

  /** An ID token that a client was given earlier. */
  #idToken(sub: string, aud: string): string {
    const token = hostIdToken({ claims: { sub, aud, nonce: this.fresh('nonce') } });
    this.keepSecret(token);
    this.secrets.add('claims of id_token', token.split('.')[1] ?? '');
    return token;
  }

  /** An ID token that a client was given. */
  keepSecret(idToken: string): void {
    this.secrets.add('id_token', idToken);
    this.secrets.add('signature of id_token', idToken.split('.')[2] ?? '');
  }
}

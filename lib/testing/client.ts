import { setTimeout as sleep } from 'node:timers/promises';
import { type Awaitable, CIBA_GRANT_TYPE } from '../index.js';
import { type App, listening, post } from './call.js';
import type { TestClock } from './clock.js';
import { credentialsOf, type Parameters } from './credentials.js';
import type { WireMessage } from './wire-message.js';

/** Options of {@link testClient}: whom it asks, as whom, and by which clock. */
export interface TestClientOptions {
  /** The Express app, which need not listen: it does on loopback, for the length of each call. Or `url`. */
  readonly app?: App;
  /** The server, where it listens already: `https://as.example.com`. */
  readonly url?: string;
  /** As `createCiba` has it. */
  readonly mountPath?: string;
  /** As `createCiba` has them. */
  readonly paths?: { readonly backchannelAuthentication?: string; readonly token?: string };
  /** The client; its secret goes by Basic, or in the form where `token_endpoint_auth_method` is `client_secret_post`. */
  readonly client: {
    readonly client_id: string;
    readonly client_secret?: string | undefined;
    readonly token_endpoint_auth_method?: string | undefined;
  };
  /** Further parameters of each call, drawn anew for it: a client assertion. */
  readonly authenticate?: () => Awaitable<Parameters>;
  /** Further headers of each call: what a proxy would say of the client's certificate. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What `pollUntilDone` waits by. Default: real time. */
  readonly clock?: Pick<TestClock, 'advance'>;
}

/** A client that asks, and fetches tokens. */
export interface TestClient {
  /** Asks for an authentication; `scope` is `openid` unless said otherwise, and undefined leaves a parameter out. CIBA Core 1.0 §7.1. */
  request(parameters: Parameters): Promise<WireMessage>;
  /** Asks for tokens, once. CIBA Core 1.0 §10.1. */
  poll(authReqId: string | undefined, parameters?: Parameters): Promise<WireMessage>;
  /**
   * Asks for tokens until there is another answer than `authorization_pending` or `slow_down`, waiting in between as it was told. Answers
   * with that one, an error too.
   *
   * @throws Error where a request is pending longer than it lives, since the store goes by another clock then
   */
  pollUntilDone(authReqId: string | undefined): Promise<WireMessage>;
}

/** What slows a poll down for good, and what is waited before one who was told nothing; seconds. CIBA Core 1.0 §7.3, §11. */
const STEP = 5;
const INTERVAL = 5;

/** Longest that a client waits for a request beyond its lifetime, or at all for one it did not make; seconds. */
const GRACE = 60;
const LONGEST = 3600;

/**
 * A client of your server, by secret or by whatever `authenticate` says, over HTTP.
 *
 * @throws TypeError where there is neither `app` nor `url`, or both
 * @example
 * ```ts
 * import { testClient, testClock } from 'express-ciba/testing';
 *
 * const clock = testClock();
 * const till = testClient({ app, mountPath: '/oauth', client: { client_id: 'till', client_secret: 'secret' }, clock });
 * const { body } = await till.request({ login_hint: 'alice@example.com', binding_message: 'W4SCT' });
 * const answer = await till.pollUntilDone(body.auth_req_id); // { status, headers, body }
 * ```
 */
export function testClient(options: TestClientOptions): TestClient {
  const send = senderOf(options);
  const { paths = {}, clock } = options;
  const wait = clock
    ? (seconds: number) => clock.advance(seconds)
    : (seconds: number) => sleep(seconds * 1000);
  const acknowledged = new Map<string | undefined, WireMessage['body']>();
  const poll: TestClient['poll'] = (authReqId, parameters) =>
    send(paths.token ?? '/token', { grant_type: CIBA_GRANT_TYPE, auth_req_id: authReqId, ...parameters });
  return {
    async request(parameters) {
      const answer = await send(paths.backchannelAuthentication ?? '/bc-authorize', {
        scope: 'openid',
        ...parameters,
      });
      acknowledged.set(answer.body.auth_req_id, answer.body);
      return answer;
    },
    poll,
    async pollUntilDone(authReqId) {
      const { interval: told = INTERVAL, expires_in = LONGEST } = acknowledged.get(authReqId) ?? {};
      let interval = told;
      for (let waited = 0; waited <= expires_in + GRACE; waited += interval) {
        const answer = await poll(authReqId);
        if (answer.body.error === 'slow_down') interval += STEP;
        else if (answer.body.error !== 'authorization_pending') return answer;
        await wait(interval);
      }
      throw new Error(
        'a request is pending for longer than it lives: give the clock to the store too, memoryStore({ now: clock.now })',
      );
    },
  };
}

function senderOf(
  options: TestClientOptions,
): (path: string, parameters: Parameters) => Promise<WireMessage> {
  const { app, url, mountPath = '', client, authenticate = () => ({}), headers = {} } = options;
  if ((app === undefined) === (url === undefined))
    throw new TypeError('a test client needs either an app or a url');
  const credentials = credentialsOf(client);
  return async (path, parameters) => {
    const form = formOf({ ...credentials.parameters, ...(await authenticate()), ...parameters });
    const call = { path: `${mountPath}${path}`, form, headers: { ...credentials.headers, ...headers } };
    return app ? listening(app, (local) => post(local, call)) : post(url as string, call);
  };
}

function formOf(parameters: Parameters): URLSearchParams {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]));
}

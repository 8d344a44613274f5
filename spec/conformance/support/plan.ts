import type { Answer, Call, Caller, Form } from './call.js';
import type { Pair, SuiteClient } from './clients.js';
import { expectAcknowledged, expectPending } from './expect.js';
import { authentication, type Claims, requestClaims, type Signer, signed } from './signing.js';

/** The server as its discovery document tells. */
export interface ServerMetadata {
  readonly issuer: string;
  readonly token_endpoint: string;
  readonly backchannel_authentication_endpoint: string;
  readonly jwks_uri: string;
  readonly acr_values_supported?: readonly string[];
  readonly mtls_endpoint_aliases?: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

/** What a test changes of a good backchannel request, and of nothing else. */
export interface Asking {
  /** Beside, or in place of, `scope` and `login_hint`. */
  readonly parameters?: Claims;
  /** Changes the claims of the request object. */
  readonly claims?: (good: Claims) => Claims;
  readonly sign?: Signer;
  /** Whom the client assertion is addressed to. */
  readonly aud?: string;
  /** In place of the client's authentication. */
  readonly authentication?: Form;
}

/** The grant type. CIBA Core 1.0 §10.1. */
export const CIBA_GRANT = 'urn:openid:params:grant-type:ciba';

/** Plays the steps of the plan with one variant against one server. */
export class Plan {
  readonly server: ServerMetadata;
  readonly first: SuiteClient;
  readonly second: SuiteClient;
  readonly call: Caller;

  constructor(server: ServerMetadata, { first, second }: Pair, call: Caller) {
    this.server = server;
    this.first = first;
    this.second = second;
    this.call = call;
  }

  /** Always the one for mutual TLS, since tokens are bound to certificates. RFC 8705 §5. */
  get tokenEndpoint(): string {
    return this.server.mtls_endpoint_aliases?.token_endpoint ?? this.server.token_endpoint;
  }

  /** The one for mutual TLS where the client authenticates by it. */
  get backchannelEndpoint(): string {
    const { mtls_endpoint_aliases: aliases, backchannel_authentication_endpoint: plain } = this.server;
    const alias = aliases?.backchannel_authentication_endpoint;
    return this.first.variant === 'private_key_jwt' ? plain : (alias ?? plain);
  }

  /** Sends a signed authentication request. Beside `request` there is what authenticates the client, and nothing else. */
  async ask(client: SuiteClient, change: Asking = {}): Promise<Answer> {
    const { issuer, backchannel_authentication_endpoint: plain } = this.server;
    const { parameters, claims = (good) => good, sign = signed, aud = plain } = change;
    const good = requestClaims({ ...this.parameters(client), ...parameters }, client, issuer);
    const request = await sign(claims(good), client.key);
    const proof = change.authentication ?? (await authentication(client, aud));
    return this.post(this.backchannelEndpoint, { request, ...proof }, client);
  }

  /** What every request asks for. */
  parameters({ scope }: SuiteClient): { readonly scope: string; readonly login_hint: string } {
    return { scope, login_hint: 'alice@example.com' };
  }

  /** Asks, and expects an acknowledgement. */
  async begin(client: SuiteClient, change?: Asking): Promise<string> {
    return expectAcknowledged(await this.ask(client, change));
  }

  /** Asks, polls, decides, and answers what the next poll is answered with. */
  async flow(client: SuiteClient, change?: Asking, action: 'allow' | 'deny' = 'allow'): Promise<Answer> {
    const authReqId = await this.begin(client, change);
    expectPending(await this.poll(client, authReqId));
    await this.decide(authReqId, action);
    return this.poll(client, authReqId);
  }

  async poll(client: SuiteClient, authReqId: string, aud?: string): Promise<Answer> {
    return this.grant(client, { grant_type: CIBA_GRANT, auth_req_id: authReqId }, aud);
  }

  /** A token request with the client's authentication. */
  async grant(client: SuiteClient, form: Form, aud: string = this.tokenEndpoint): Promise<Answer> {
    return this.post(this.tokenEndpoint, { ...form, ...(await authentication(client, aud)) }, client);
  }

  /** Sends a form as it is, with the certificate of the client. */
  post(url: string, form: Form, { certificate }: Partial<SuiteClient> = {}): Promise<Answer> {
    return this.call(url, { method: 'POST', form, certificate });
  }

  /** Decides in place of the user, at the host's own test route. */
  async decide(authReqId: string, action: 'allow' | 'deny'): Promise<void> {
    const query = new URLSearchParams({ auth_req_id: authReqId, action });
    const { certificate } = this.first;
    const url = `${this.server.issuer}/test/approve?${query}`;
    expect((await this.call(url, { method: 'POST', certificate })).status).toBe(204);
  }

  /** Calls the resource with an access token and the certificate of a client. */
  accounts(
    accessToken: string,
    { certificate }: SuiteClient,
    headers: Call['headers'] = {},
  ): Promise<Answer> {
    const authorization = { Authorization: `Bearer ${accessToken}` };
    return this.call(this.resource, { certificate, headers: { ...authorization, ...headers } });
  }

  get resource(): string {
    return `${this.server.issuer}/accounts`;
  }
}

export async function discoverPlan(issuer: string, pair: Pair, call: Caller): Promise<Plan> {
  const { body } = await call(`${issuer}/.well-known/openid-configuration`);
  return new Plan(body as unknown as ServerMetadata, pair, call);
}

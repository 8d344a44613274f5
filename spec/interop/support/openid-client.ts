import * as openid from 'openid-client';
import { phone } from './demo-client.js';
import { demoOnRedis } from './demo-on-redis.js';

export const SECRET = 'call-centre-secret';

/** openid-client, configured by discovery of a demo host on Redis, with its polls in view. */
export class OpenidClient {
  readonly url: string;
  readonly configuration: openid.Configuration;
  readonly close: () => Promise<void>;
  /** What the polls since the last `ask` were answered with. */
  readonly polls: string[] = [];
  /** Runs before each poll. */
  beforePoll: () => Promise<unknown> = async () => undefined;

  private constructor(url: string, configuration: openid.Configuration, close: () => Promise<void>) {
    this.url = url;
    this.configuration = configuration;
    this.close = close;
    configuration[openid.customFetch] = (to, options) => this.#fetch(to, options as RequestInit);
  }

  static async discover(authentication: openid.ClientAuth): Promise<OpenidClient> {
    const { url, close } = await demoOnRedis();
    const execute = [openid.allowInsecureRequests, openid.enableNonRepudiationChecks];
    const options = { execute };
    const found = await openid.discovery(new URL(url), 'call-centre', undefined, authentication, options);
    return new OpenidClient(url, found, close);
  }

  async ask(user: string, message: string, more: Record<string, string> = {}) {
    this.polls.length = 0;
    const parameters = { scope: 'openid profile', login_hint: user, binding_message: message, ...more };
    return openid.initiateBackchannelAuthentication(this.configuration, parameters);
  }

  decide(user: string, message: string, decision: 'approve' | 'deny') {
    return phone(this.url, user).decide(message, decision);
  }

  /** Waits until the client has polled. */
  async polled(): Promise<void> {
    while (this.polls.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async #fetch(url: string, options: RequestInit): Promise<Response> {
    const polling = String(options.body).includes('auth_req_id');
    if (polling) await this.beforePoll();
    const response = await fetch(url, options);
    if (polling) {
      const { error = 'tokens' } = (await response.clone().json()) as { error?: string };
      this.polls.push(error);
    }
    return response;
  }
}

import { expect } from '@jest/globals';
import type { Response } from 'supertest';
import type { CibaClient } from '../../lib/client/metadata.js';
import { type TestHost, type TestHostOptions, testHost, till } from './host.js';
import { ask, type Started } from './http-requests.js';
import { askSigned, signerOf } from './signed-request.js';

/** What is asked for, by parameter: text as it is, anything else as JSON has it. */
export type Asked = Readonly<Record<string, unknown>>;

/** A host, and a client that asks it in one way. */
export interface WayHost {
  readonly host: TestHost;
  readonly client: CibaClient;
  ask(asked: Asked): Promise<Response>;
  /** Likewise, and it is accepted. */
  start(asked: Asked): Promise<Started>;
}

/** What is different from the standard host, and from its client. */
export interface WayWish extends Omit<TestHostOptions, 'clients'> {
  readonly registered?: Partial<CibaClient>;
}

/** One way of sending parameters. */
export interface Way {
  readonly way: string;
  open(wish?: WayWish): WayHost;
}

/** Both ways, for `describe.each`: what may be asked for is the same in either. */
export const ways: readonly Way[] = [
  {
    way: 'a form',
    open: ({ registered, ...options } = {}) => {
      const client = { ...till, ...registered };
      const host = testHost({ ...options, clients: [client] });
      return wayHost(host, client, (asked) => ask(host, formOf(asked), { client }));
    },
  },
  {
    way: 'a signed request',
    open: ({ registered, ...options } = {}) => {
      const signer = signerOf('ES256', registered);
      const host = testHost({ ...options, clients: [signer.client] });
      return wayHost(host, signer.client, (claims) => askSigned(host, signer, { claims }));
    },
  },
];

function wayHost(host: TestHost, client: CibaClient, send: WayHost['ask']): WayHost {
  return {
    host,
    client,
    ask: send,
    async start(asked) {
      const { status, body } = await send(asked);
      expect({ status, error: body.error_description }).toEqual({ status: 200, error: undefined });
      return { authReqId: body.auth_req_id, id: host.notified.at(-1) ?? '' };
    },
  };
}

function formOf(asked: Asked): Record<string, string | undefined> {
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' ? value : JSON.stringify(value);
  return Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, text(value)]));
}

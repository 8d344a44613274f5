import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { type DeviceRouterOptions, deviceRouter } from '../../../lib/device/index.js';
import {
  type Ciba,
  type CibaAdapter,
  type CibaOptions,
  type CibaStore,
  createCiba,
  memoryStore,
} from '../../../lib/index.js';
import { type ApprovalPageOptions, approvalPage } from '../../../lib/page/index.js';
import { type Calls, callsTo } from './approval-calls.ts';
import { CLIENTS, type KnownClient } from './approval-clients.ts';
import { ownPage } from './approval-own-page.ts';
import { Sessions } from './approval-sessions.ts';
import { stallable } from './approval-store.ts';
import { till } from './approval-till.ts';

/** What a spec changes of the host. */
export interface ApprovalHostOptions {
  readonly store?: CibaStore;
  readonly clients?: readonly KnownClient[];
  readonly ciba?: Partial<Omit<CibaOptions, 'adapter'>>;
  readonly adapter?: Partial<CibaAdapter>;
  readonly device?: Partial<DeviceRouterOptions>;
  readonly page?: Partial<ApprovalPageOptions>;
}

/** A host that has the device API and the approval page, each behind a sign-in by cookie. */
export interface ApprovalHost extends Calls {
  readonly ciba: Ciba;
  readonly sessions: Sessions;
  /** What loggers were told. */
  readonly logged: unknown[][];
  /** Has the store answer nothing, or again. */
  stall(is: boolean): void;
  /** Ends the streams, as a process does that is about to end. */
  endStreams(): void;
  stop(): Promise<void>;
}

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Starts one on a free port of loopback. */
export async function startApprovalHost(options: ApprovalHostOptions = {}): Promise<ApprovalHost> {
  let handle: RequestListener = () => undefined;
  const server = createServer((req, res) => handle(req, res)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { store, stall } = stallable(options.store ?? memoryStore());
  const sessions = new Sessions();
  const logged: unknown[][] = [];
  const ciba = cibaOf({ ...options, store }, url, logged);
  const device = deviceRouter(ciba, {
    authenticateUser: (req) => sessions.userOf(req),
    authenticateEvery: 1,
    logger: { error: (...line) => logged.push(line) },
    ...options.device,
  });
  handle = appOf({ url, ciba, sessions, device, page: options.page });
  return {
    ...callsTo(url),
    ...{ ciba, sessions, logged, stall },
    endStreams: () => device.close(),
    async stop() {
      stall(false);
      device.close();
      await ciba.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function cibaOf(options: ApprovalHostOptions & { store: CibaStore }, issuer: string, logged: unknown[][]) {
  const clients = [...CLIENTS, ...(options.clients ?? [])];
  return createCiba({
    ...{ issuer, store: options.store, idToken: { keys: [privateKey] }, interval: 1 },
    ...{ numberMatching: true, maxExpiresIn: 20_000, storeTimeout: 0.5, caps: false },
    logger: { error: (...line) => logged.push(line), warn: (...line) => logged.push(line) },
    ...options.ciba,
    adapter: {
      getClient: (id) => clients.find(({ client_id }) => client_id === id),
      resolveUser: ({ login_hint }) => (login_hint ? { sub: login_hint } : undefined),
      notifyUser: () => undefined,
      issueTokens: ({ scope }) => ({
        ...{ access_token: 'an-access-token', token_type: 'Bearer', expires_in: 300 },
        scope: scope.join(' '),
      }),
      ...options.adapter,
    },
  });
}

/** What the app is made of. */
interface Parts {
  readonly page: ApprovalHostOptions['page'];
  readonly url: string;
  readonly ciba: Ciba;
  readonly sessions: Sessions;
  readonly device: ReturnType<typeof deviceRouter>;
}

function appOf({ url, ciba, sessions, device: api, page }: Parts): express.Express {
  const requireLogin: express.RequestHandler = (req, res, next) =>
    sessions.userOf(req) ? next() : res.redirect(303, '/sign-in');
  return express()
    .use(ciba.router)
    .use('/device', api)
    .use('/approve', requireLogin, approvalPage({ api: '/device', signIn: '/sign-in', ...page }))
    .use('/sign-in', sessions.page)
    .use('/till', till(url))
    .use('/own', ownPage);
}

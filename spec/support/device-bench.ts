import type { AddressInfo } from 'node:net';
import express5 from 'express';
import type { Ciba } from 'express-ciba';
import { type DeviceRouter, type DeviceRouterOptions, deviceRouter } from 'express-ciba/device';
import supertest, { type Response, type Test } from 'supertest';
import { type Judge, judgeOf } from './device-openapi.ts';
import { type ClientStream, openStream } from './device-stream.ts';
import { type TestHost, type TestHostOptions, testHost } from './host.ts';
import { listen } from './server-http.ts';

/** What a test changes of the host, and of the router that it mounts. */
export interface DeviceBenchOptions extends TestHostOptions {
  readonly device?: Partial<DeviceRouterOptions>;
  /** Whether `express.json()` stands in front. */
  readonly parser?: boolean;
  /** Replaces calls of the instance, as the router makes them. */
  readonly replaced?: (ciba: Ciba) => Partial<Ciba>;
}

/** A host with the device API behind a sign-in of one header: `X-User`. */
export interface DeviceBench {
  readonly host: TestHost;
  readonly router: DeviceRouter;
  readonly app: express5.Express;
  /** What the router's logger was told. */
  readonly logged: unknown[][];
  get(path: string, user?: string): Test;
  post(path: string, body?: object | string, user?: string): Test;
  /** Sends, and judges the answer by the OpenAPI document that the router serves. */
  judged(test: Test): Promise<Response>;
}

/** Makes one. */
export function deviceBench({
  device,
  parser = false,
  replaced = () => ({}),
  ...options
}: DeviceBenchOptions = {}): DeviceBench {
  const host = testHost({ caps: false, ...options });
  const logged: unknown[][] = [];
  const router = deviceRouter(
    { ...host.ciba, ...replaced(host.ciba) },
    {
      authenticateUser: ({ headers }) => userOf(headers['x-user']),
      now: host.clock.now,
      logger: { error: (...line) => logged.push(line) },
      ...device,
    },
  );
  const app = (options.express ?? express5)();
  if (parser) app.use(express5.json());
  app.use('/device', router as never);
  app.use((_req: unknown, res: express5.Response) => void res.json({ from: 'the host' }));
  const agent = supertest(app);
  const as = (test: Test, user: string): Test => (user === '' ? test : test.set('X-User', user));
  let judge: Judge | undefined;
  return {
    ...{ host, router, app, logged },
    get: (path, user = 'alice') => as(agent.get(`/device${path}`), user),
    post: (path, body = {}, user = 'alice') =>
      as(agent.post(`/device${path}`).type('application/json').send(body), user),
    async judged(test) {
      judge ??= judgeOf((await agent.get('/device/openapi.json')).body);
      const answer = await test;
      const { pathname } = new URL(test.url);
      const { status, type, body } = answer;
      const seen = {
        method: test.method.toLowerCase(),
        path: pathname.replace(/^\/device|\/$/g, ''),
        status,
        type,
        body,
      };
      expect(judge.answer(seen)).toEqual([]);
      return answer;
    },
  };
}

function userOf(name: string | string[] | undefined): { sub: string } | undefined {
  return typeof name === 'string' ? { sub: name } : undefined;
}

/** A bench that listens, for streams. */
export interface ListeningBench extends DeviceBench {
  readonly port: number;
  stream(user?: string, headers?: Readonly<Record<string, string>>): Promise<ClientStream>;
  stop(): Promise<void>;
}

/** Starts one. */
export async function listeningBench(options: DeviceBenchOptions = {}): Promise<ListeningBench> {
  const bench = deviceBench(options);
  const server = await listen(bench.app);
  const { port } = server.address() as AddressInfo;
  return {
    ...bench,
    port,
    stream: (user = 'alice', headers = {}) => openStream(port, { 'X-User': user, ...headers }),
    async stop() {
      bench.router.close();
      await bench.host.ciba.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Makes benches that listen, and end with the test. */
export function useListeningBenches(): (options?: DeviceBenchOptions) => Promise<ListeningBench> {
  const benches: ListeningBench[] = [];
  afterEach(async () => {
    await Promise.all(benches.splice(0).map((bench) => bench.stop()));
  });
  return async (options) => {
    const bench = await listeningBench(options);
    benches.push(bench);
    return bench;
  };
}

import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { setTimeout } from 'node:timers/promises';
import type { Express } from 'express';
import { hostApp } from './app.js';
import type { HostConfiguration } from './configuration.js';
import { openStore } from './store.js';
import { TEST_APPROVAL_WARNING } from './test-approval.js';
import { certificateProblems, type TlsFiles, tlsOptions } from './tls.js';

/** A host that listens. */
export interface Host {
  /** What the operator should know. */
  readonly problems: readonly string[];
  /** Lets running requests finish. */
  close(): Promise<void>;
}

/** How long running requests may take when the host is told to stop. */
const PATIENCE_MS = 3000;

export async function startHost(configuration: HostConfiguration): Promise<Host> {
  const { store, close: closeStore } = await openStore(configuration.store);
  try {
    const { app, ciba } = hostApp(configuration, store);
    const server = serverOf(app, configuration.tls).listen(configuration.port, configuration.host);
    await once(server, 'listening');
    if (configuration.testApproval) console.error(TEST_APPROVAL_WARNING);
    const { problems } = await ciba.ready();
    return {
      problems: [...problems, ...(configuration.tls ? certificateProblems(configuration.tls) : [])],
      async close() {
        await stop(server);
        await ciba.close();
        await closeStore();
      },
    };
  } catch (error) {
    await closeStore();
    throw error;
  }
}

function serverOf(app: Express, tls: TlsFiles | undefined): Server {
  if (tls === undefined) return createHttpServer(app);
  try {
    return createHttpsServer(tlsOptions(tls), app);
  } catch (error) {
    throw new Error(`tls: ${(error as Error).message}`);
  }
}

async function stop(server: Server): Promise<void> {
  const closed = once(server.close(), 'close');
  await Promise.race([closed, setTimeout(PATIENCE_MS, undefined, { ref: false })]);
  server.closeAllConnections();
}

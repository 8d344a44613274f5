import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { type ApprovalPageOptions, approvalPage } from '../../../lib/page/index.js';

/** A host of the approval page whose other pages share the scope of its service worker, and on which nothing is asked. */
export interface ShellHost {
  readonly url: string;
  /** Whoever is signed out gets a page of the sign-in in the place of every file, with status 200. */
  isSignedIn: boolean;
  /** What the style sheets say of being kept. */
  cacheControl: string;
  /** Sets the page up anew. */
  page: ReturnType<typeof approvalPage>;
  stop(): Promise<void>;
}

const links = (...hrefs: readonly string[]): string =>
  hrefs.map((href) => `<link rel="stylesheet" href="${href}">`).join('');

/** Starts one on a free port of loopback, with the page at `mount` and another page below `approvers`. */
export async function startShellHost(
  mount: string,
  options: Partial<ApprovalPageOptions>,
): Promise<ShellHost> {
  const app = express();
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host: ShellHost = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ isSignedIn: true, cacheControl: 'no-cache' },
    page: approvalPage({ api: '/device', ...options }),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  app.get(['/theme.css', '/other.css', '/account.css'], (_req, res) => {
    res.set('Cache-Control', host.cacheControl).type('css').send('body { --seen: 1 }');
  });
  app.get('/device/requests', (_req, res) => void res.json({ user: 'alice', requests: [] }));
  app.use('/device', (_req, res) => void res.status(503).json({}));
  app.get('/approvers', ({ query }, res) => {
    const file = `${mount.replace(/\/$/, '')}/style.css`;
    const sheets = links(`/account.css?v=${query.v}`, '/theme.css', file, `${file}?v=${query.v}`);
    const api = links('/device/requests');
    res.send(
      `<!doctype html><title>Other</title><link rel="icon" href="data:,">${sheets}${api}<h1>Other</h1>`,
    );
  });
  app.use(mount, (req, res, next) => {
    res.set('X-Asked', req.originalUrl);
    if (host.isSignedIn) host.page(req, res, next);
    else res.send('<!doctype html><title>Sign-in</title><link rel="icon" href="data:,"><h1>Sign in</h1>');
  });
  return host;
}

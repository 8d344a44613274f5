import express from 'express';
import type { DeviceUser } from '../../../lib/device/index.js';
import type { Incoming } from '../../../lib/index.js';

const PAGE = `<!doctype html>
<html lang="en">
  <title>Sign-in</title>
  <link rel="icon" href="data:,">
  <form method="post"><button>It is me</button></form>
</html>`;

/** Who is signed in: a cookie that says so is believed, which no host of yours should, until its session is ended. */
export class Sessions {
  readonly #ended = new Set<string>();
  readonly #signedInAt = new Map<string, number>();

  userOf({ headers }: Incoming): DeviceUser | undefined {
    const sub = nameOf(headers.cookie);
    if (sub === undefined || this.#ended.has(sub)) return undefined;
    const auth_time = this.#signedInAt.get(sub);
    return { sub, ...(auth_time !== undefined && { auth_time }) };
  }

  /** Seconds since the epoch. */
  begin(sub: string, at: number = Math.floor(Date.now() / 1000)): void {
    this.#ended.delete(sub);
    this.#signedInAt.set(sub, at);
  }

  end(sub: string): void {
    this.#ended.add(sub);
  }

  /** The page to sign in at, which asks for nothing. */
  readonly page: express.Express = express()
    .get('/', (_req, res) => {
      res.send(PAGE);
    })
    .post('/', (req, res) => {
      this.begin(nameOf(req.headers.cookie) ?? 'alice');
      res.redirect(303, '/approve');
    });
}

function nameOf(cookie: string | undefined): string | undefined {
  return /(?:^|; )session=([^;]+)/.exec(cookie ?? '')?.[1];
}

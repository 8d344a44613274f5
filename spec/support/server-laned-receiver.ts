import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type OutboundServer, secureServer, trusted } from './outbound-server.ts';

/** What one request's client heard of it. */
export interface Heard {
  /** How often it was called, and how often it has answered 204. */
  calls: number;
  answered: number;
  /** What was sent to it: bodies, tokens that proved who calls, and paths; the same thing twice is one. */
  readonly bodies: Set<string>;
  readonly proofs: Set<string | undefined>;
  readonly paths: Set<string | undefined>;
}

/** The notification endpoints of all clients of a test, in lanes. */
export interface LanedReceiver {
  readonly url: string;
  /** The authority of its certificate, PEM. */
  readonly ca: string;
  of(authReqId: string): Heard;
  /** Answers nobody in this lane any more; calls back once it was called for so many requests. */
  hold(lane: string, requests: number, all: () => void): void;
  /** Answers this lane again. */
  answer(lane: string): void;
  close(): Promise<void>;
}

interface Hold {
  readonly requests: number;
  readonly called: Set<string>;
  readonly all: () => void;
}

/** Opens the endpoints. */
export async function lanedReceiver(): Promise<LanedReceiver> {
  const heard = new Map<string, Heard>();
  const holds = new Map<string, Hold>();
  const { authority, certified } = await trusted();
  const server: OutboundServer = await secureServer(certified, async (req, res) => {
    const body = await read(req).catch(() => undefined);
    if (body === undefined) return;
    const { auth_req_id: authReqId } = JSON.parse(body) as { auth_req_id: string };
    const of = note(heard, authReqId);
    of.calls += 1;
    of.bodies.add(body);
    of.proofs.add(req.headers.authorization);
    of.paths.add(req.url);
    const hold = holds.get(req.url?.split('/')[1] ?? '');
    if (hold === undefined) answer(of, res);
    else if (hold.called.add(authReqId).size === hold.requests) hold.all();
  });
  return {
    url: `https://127.0.0.1:${server.port}`,
    ca: authority.cert,
    of: (authReqId) => note(heard, authReqId),
    hold: (lane, requests, all) => void holds.set(lane, { requests, called: new Set(), all }),
    answer: (lane) => void holds.delete(lane),
    close: () => server.close(),
  };
}

function note(heard: Map<string, Heard>, authReqId: string): Heard {
  const known = heard.get(authReqId);
  if (known !== undefined) return known;
  const fresh = {
    calls: 0,
    answered: 0,
    bodies: new Set<string>(),
    proofs: new Set<string>(),
    paths: new Set<string>(),
  };
  heard.set(authReqId, fresh);
  return fresh;
}

function answer(of: Heard, res: ServerResponse): void {
  of.answered += 1;
  res.writeHead(204).end();
}

/** Fails where the caller dies before it has sent everything. */
async function read(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  req.on('data', (part: Buffer) => parts.push(part));
  await once(req, 'end');
  return Buffer.concat(parts).toString();
}

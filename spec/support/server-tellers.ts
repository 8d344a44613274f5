import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { CibaClient } from '../../lib/client/metadata.js';
import { CIBA_GRANT } from './host.ts';
import type { End } from './server-crash-points.ts';

/** What a process that tells clients is made of. */
export interface TellerOptions {
  /** Of Redis. */
  readonly url: string;
  /** A store each, by its key prefix, and a port each. */
  readonly lanes: readonly string[];
  /** Where its clients are called: the lane and the client's name are added. */
  readonly receiver: string;
  readonly ca: string;
  /** 32 bytes, base64url. */
  readonly key: string;
  /** Seconds for which a mint may hold an approval. Default 10. */
  readonly claimLease?: number;
  /** Where it dies. A process that does not die tells nobody until it is asked to. */
  readonly end?: End;
}

/** A decision to be taken. */
export interface Choice {
  readonly id: string;
  readonly sub: string;
  readonly denied: boolean;
}

/** A process that tells clients. */
export interface Teller {
  readonly process: ChildProcess;
  readonly ports: readonly number[];
  /** The signal that ended it. */
  readonly gone: Promise<NodeJS.Signals | null>;
  /** Lets it tell the clients of a lane, or stops that. */
  relay(lane: number, does: 'relay' | 'hold'): Promise<void>;
  /** Decides in a lane; answers the outcomes. */
  decide(lane: number, choices: readonly Choice[]): Promise<readonly string[]>;
}

/** So many clients of each mode: a host calls each of them ten times at once, and no more. */
const CLIENTS_A_MODE = 10;

/** A client that is called. */
export type ToldClient = CibaClient & { readonly backchannel_client_notification_endpoint: string };

/** The clients of a lane: those that are pinged, then those that are pushed to. */
export function clientsAt(receiver: string, lane: string): ToldClient[] {
  return (['ping', 'push'] as const).flatMap((mode) =>
    Array.from({ length: CLIENTS_A_MODE }, (_, n) => ({
      client_id: `${mode}-${n}`,
      client_secret: 'secret',
      grant_types: [CIBA_GRANT],
      backchannel_token_delivery_mode: mode,
      backchannel_client_notification_endpoint: `${receiver}/${lane}/${mode}-${n}`,
    })),
  );
}

/** Starts the compiled worker and waits until it listens. */
export async function startTeller(compiled: string, options: TellerOptions): Promise<Teller> {
  const child = spawn(process.execPath, [compiled], {
    env: { ...process.env, CIBA_WORKER: JSON.stringify(options) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const { ports } = JSON.parse(value ?? '{}') as { ports: number[] };
  return {
    process: child,
    ports,
    gone,
    relay: async (lane, does) => void (await post(ports[lane], does)),
    async decide(lane, choices) {
      const bare = choices.map(({ id, sub, denied }) => ({ id, sub, denied }));
      return (await post(ports[lane], 'decide', bare)).json() as Promise<string[]>;
    },
  };
}

function post(port: number | undefined, path: string, body?: unknown): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

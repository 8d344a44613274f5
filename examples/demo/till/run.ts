import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientCredentials } from '../register/route.js';
import type { device, ServerAnswer, Waiting } from './device.js';
import type { Ended, Run } from './runs.js';

/** What a client has begun. */
export interface Begun {
  readonly client: ClientCredentials;
  readonly authReqId: string;
  /** Where its answer may be long in coming, what it waits for before it asks: its ping, or nothing. */
  readonly waitsFor?: Promise<unknown> | undefined;
}

/** How long the page waits for such an answer before it hears that there is none yet. */
const PATIENCE_MS = 20;

const SECRET_MEMBERS = ['access_token', 'refresh_token', 'id_token'];

/** Asks for tokens as the client does, and keeps them for a page that is reloaded while they are on their way. */
export function runOf({ client, authReqId, waitsFor }: Begun, server: ReturnType<typeof device>): Run {
  let ended: Ended | undefined;
  const poll = async (): Promise<ServerAnswer | Ended> => {
    const answer = await server.poll(client, authReqId);
    if (answer.status !== 200) return ended ?? answer;
    const claims = await server.claims(String(answer.body.id_token), client);
    ended = { ...answer, body: shortened(answer.body), claims };
    return ended;
  };
  const ask = waitsFor === undefined ? poll : late(() => waitsFor.then(poll));
  return { answer: async () => ended ?? ask() };
}

/** The page looks for the answer again and again, and the client asks once. */
function late(ask: () => Promise<ServerAnswer>): () => Promise<ServerAnswer | Waiting> {
  const none: Waiting = { waits: true };
  let asking: Promise<ServerAnswer> | undefined;
  return async () => {
    asking ??= ask();
    try {
      const answer = await Promise.race([asking, sleep(PATIENCE_MS, none)]);
      if (answer !== none) asking = undefined;
      return answer;
    } catch (error) {
      asking = undefined;
      throw error;
    }
  };
}

/** Enough to recognise a token, too little to use it. */
function shortened(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const members = Object.entries(body);
  return Object.fromEntries(
    members.map(([name, value]) =>
      SECRET_MEMBERS.includes(name) ? [name, `${String(value).slice(0, 6)}…`] : [name, value],
    ),
  );
}

// The specs' fake timers stand still.
import { clearInterval, setInterval } from 'node:timers';
import type { Reaction } from './receiver-server.ts';

/** Answers with a status and nothing more. */
export function answering(status: number, headers: Readonly<Record<string, string>> = {}): Reaction {
  return (_req, res) => void res.writeHead(status, headers).end();
}

/** Sends the caller somewhere else at the same server. */
export function redirecting(status: number): Reaction {
  return answering(status, { Location: '/elsewhere' });
}

/** Says 200 and then goes on for ever. */
export const endless: Reaction = (_req, res) => {
  res.writeHead(200, { 'Content-Type': 'application/json' });
  const timer = setInterval(() => res.write('x'.repeat(16_384)), 5);
  res.once('close', () => clearInterval(timer));
};

/** Says 200 and then one byte at a time, and never the last. */
export const slow: Reaction = (_req, res) => {
  res.writeHead(200, { 'Content-Length': '1000' });
  const timer = setInterval(() => res.write(' '), 20);
  res.once('close', () => clearInterval(timer));
};

/** Takes the call and says nothing. */
export const silent: Reaction = () => undefined;

/** Takes the call and resets the connection. */
export const resetting: Reaction = (_req, _res, call) => call.reset();

/** Holds calls until they are let go, then answers 204. */
export interface Gate {
  readonly hold: Reaction;
  open(): void;
}

/** A receiver's own time. */
export function gate(): Gate {
  const held: (() => void)[] = [];
  let isOpen = false;
  return {
    hold: (_req, res) => {
      const answer = (): void => void res.writeHead(204).end();
      if (isOpen) answer();
      else held.push(answer);
    },
    open: () => {
      isOpen = true;
      for (const answer of held.splice(0)) answer();
    },
  };
}

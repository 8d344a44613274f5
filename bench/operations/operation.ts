import type { HttpAnswer, HttpClient } from '../http-client.js';
import type { Task } from '../load.js';
import type { Server } from '../servers/index.js';

/** A server in the hands of an operation. */
export interface Target {
  readonly server: Server;
  readonly http: HttpClient;
}

/** Something clients do, measured as a whole. */
export interface Operation {
  readonly name: string;
  /** Brings the server to where the operation starts; answers the tasks to be measured, each for a user of its own. */
  prepare(target: Target, users: readonly string[]): Promise<readonly Task[]>;
}

/** Rejects an answer that is not what it must be: wrong answers are not worth measuring. */
export function expectAnswer(
  answer: HttpAnswer,
  status: number,
  isRight: (body: HttpAnswer['body']) => boolean,
): void {
  if (answer.status === status && isRight(answer.body)) return;
  throw new Error(`wrong answer: ${answer.status} ${JSON.stringify(answer.body)}`);
}

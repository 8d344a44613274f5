import { CibaError, statusOf } from '../errors.js';

/** A refusal that the host answers itself: it is told the status too, which is that of the token endpoint where none is said. */
export function withStatus(refused: CibaError, said?: number): CibaError {
  const { error, description, cause, retryAfter = Number.NaN } = refused;
  const status = refused.status ?? said ?? statusOf(error, 'token') ?? 500;
  return new CibaError(error, description, { cause, retryAfter, status });
}

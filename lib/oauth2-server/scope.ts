import { CibaError } from '../index.js';
import type { CallableModel, ModelClient, ModelScope } from './model.js';

/** How the model's library writes scopes. */
export type ScopeFormat = 'array' | 'string';

/** A scope in the form the model's library uses. */
export function modelScope(scope: readonly string[], format: ScopeFormat): ModelScope {
  return format === 'array' ? [...scope] : scope.join(' ');
}

/** Whose scope is to be validated. */
export interface ScopeQuestion {
  readonly user: object;
  readonly client: ModelClient;
  readonly scope: readonly string[];
  readonly scopeFormat: ScopeFormat;
}

/**
 * What the model's `validateScope` leaves of a scope; it may narrow, never widen.
 *
 * The model is asked without `openid`: these libraries know no OpenID Connect, so a model that lists its scopes would
 * refuse every CIBA request.
 */
export async function validScope(model: CallableModel, question: ScopeQuestion): Promise<readonly string[]> {
  const { user, client, scope, scopeFormat } = question;
  const asked = scope.filter((token) => token !== 'openid');
  if (model.validateScope === undefined || asked.length === 0) return scope;
  const answer = await model.validateScope(user, client, modelScope(asked, scopeFormat));
  const valid = typeof answer === 'string' ? answer.split(' ') : answer;
  if (!Array.isArray(valid) || valid.length === 0) throw new CibaError('invalid_scope');
  return scope.filter((token) => token === 'openid' || valid.includes(token));
}

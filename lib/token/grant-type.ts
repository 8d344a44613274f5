import { CIBA_GRANT_TYPE } from '../client/metadata.js';

/** Tells whether a token request asks for the CIBA grant, exactly or by an alias the host listed; in the body alone. */
export function cibaGrantMatcher(aliases: readonly string[]): (params: URLSearchParams) => boolean {
  const types = new Set([CIBA_GRANT_TYPE, ...aliases]);
  return (params) => params.getAll('grant_type').some((type) => types.has(type));
}

import type { Handler } from './handler.js';
import { pathMatcher } from './paths.js';

/** One path of the router. */
export interface Route {
  readonly path: string;
  readonly handler: Handler;
}

/** Serves each route at its mount-relative path; everything else goes on. `onMount` hears the prefix of each request served. */
export function router(routes: readonly Route[], onMount: (baseUrl: string) => void): Handler {
  const table = routes.map(({ path, handler }) => ({ matches: pathMatcher(path), handler }));
  return (req, res, next) => {
    const route = table.find(({ matches }) => matches(req.url));
    if (route === undefined) return next();
    if (req.baseUrl !== undefined) onMount(req.baseUrl);
    route.handler(req, res, next);
  };
}

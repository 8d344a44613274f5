import type { Incoming } from '../index.js';

/** The path below the mount, without a trailing slash. */
export function pathOf({ url = '/' }: Incoming): string {
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** `HEAD` asks what `GET` would answer. */
export function methodOf({ method }: Incoming): string | undefined {
  return method === 'HEAD' ? 'GET' : method;
}

/** What a path of the table matches, and the id in it. */
export function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace('{id}', '([^/]+)')}$`);
}

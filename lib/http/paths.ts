/** Tells whether a mount-relative URL is a certain path. */
export type PathMatcher = (url: string | undefined) => boolean;

/** The origin of a request target in absolute form. RFC 9112 §3.2.2. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/** Matches as Express does by default: whatever the case, with one optional trailing slash, by the path alone. */
export function pathMatcher(path: string): PathMatcher {
  const wanted = withoutSlash(path.toLowerCase());
  return (url = '/') => {
    const seen = pathOf(url.startsWith('/') ? url : url.replace(ORIGIN, ''));
    return seen.length - wanted.length <= 1 && withoutSlash(seen.toLowerCase()) === wanted;
  };
}

function pathOf(target: string): string {
  const end = target.search(/[?#]/);
  return end === -1 ? target : target.slice(0, end);
}

function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

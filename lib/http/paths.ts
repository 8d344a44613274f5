/** Tells whether a mount-relative URL is a certain path. */
export type PathMatcher = (url: string | undefined) => boolean;

/** Matches as Express does by default: whatever the case, with one optional trailing slash, without the query. */
export function pathMatcher(path: string): PathMatcher {
  const wanted = withoutSlash(path.toLowerCase());
  return (url = '/') => {
    const query = url.indexOf('?');
    const seen = query === -1 ? url : url.slice(0, query);
    return seen.length - wanted.length <= 1 && withoutSlash(seen.toLowerCase()) === wanted;
  };
}

function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

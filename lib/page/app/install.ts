/** The part of Trusted Types that is used here; not every browser has them. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): unknown };
}

/** The only policy that the headers of the page allow. */
const POLICY = 'ciba-service-worker';

/** Keeps the shell of the page for when there is no connection, and makes it an app that can be installed. */
export async function install(base: URL, scope: string): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const url = new URL('service-worker.js', base).href;
  try {
    await navigator.serviceWorker.register(trusted(url), { scope });
  } catch {
    // Without TLS, or where the user forbids it, the page works all the same.
    return;
  }
}

/** Nothing but this one script may be run so. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  if (trustedTypes === undefined) return url;
  const createScriptURL = (asked: string): string => {
    if (asked !== url) throw new TypeError(`not a script of this page: ${asked}`);
    return asked;
  };
  // A TrustedScriptURL, which the type of `register` does not know yet.
  return trustedTypes.createPolicy(POLICY, { createScriptURL }).createScriptURL(url) as string;
}

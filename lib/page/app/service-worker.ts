/** What of a service worker is used here; the compiler's own types of it and those of pages exclude each other. */
interface Waiting extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface Fetched extends Waiting {
  readonly request: Request;
  readonly clientId: string;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  readonly registration: { readonly scope: string };
  readonly location: Location;
  readonly clients: {
    claim(): Promise<void>;
    get(id: string): Promise<{ readonly url: string } | undefined>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', act: (event: Waiting) => void): void;
  addEventListener(type: 'fetch', act: (event: Fetched) => void): void;
}

const worker = globalThis as unknown as Worker;

/** Milliseconds after which what was kept is shown: a bad connection may be worse than none. */
const PATIENCE_MS = 5000;

/** The shell, and nothing else but the theme: what is asked and decided is never kept. */
const FILES = [
  'app.js',
  'style.css',
  'settings.json',
  'manifest.webmanifest',
  'icon.svg',
  'icon-192.png',
  'icon-512.png',
];

const base = new URL('./', worker.location.href);
const home = worker.registration.scope;
const settings = new URL('settings.json', base).href;
const shell: ReadonlySet<string> = new Set([home, ...FILES.map((file) => new URL(file, base).href)]);

/** Of this page alone: there may be another one on the same origin. */
const CACHE = `express-ciba-page ${home}`;

/** The header by which our own answers are known from a page of the sign-in. */
const MARK = 'X-Express-Ciba-Page';

worker.addEventListener('install', (event) => event.waitUntil(filled().then(() => worker.skipWaiting())));
worker.addEventListener('activate', (event) => event.waitUntil(tidied().then(() => worker.clients.claim())));
worker.addEventListener('fetch', (event) => {
  if (mayBeOurs(event.request)) event.respondWith(answered(event));
});

/** The scope begins more paths than ours, at the root that of the whole origin. Which style sheet is the theme shows later. */
function mayBeOurs({ method, url, mode, destination }: Request): boolean {
  if (method !== 'GET' || new URL(url).origin !== base.origin) return false;
  return mode === 'navigate' ? isHome(url) : shell.has(url) || destination === 'style';
}

function isHome(url: string): boolean {
  const { origin, pathname } = new URL(url);
  return withSlash(origin + pathname) === withSlash(home);
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

/** Under which name an answer is kept; undefined where it is none of the shell, or another page asks. */
async function keyOf({ request: { mode, url }, clientId }: Fetched): Promise<string | undefined> {
  if (mode === 'navigate') return home;
  const client = await worker.clients.get(clientId);
  if (client === undefined || !isHome(client.url)) return undefined;
  return shell.has(url) || url === (await theme()) ? url : undefined;
}

/** The style sheet of the host, as the settings tell it. */
async function theme(): Promise<string | undefined> {
  const kept = await (await caches.open(CACHE)).match(settings);
  const { stylesheet } = ((await kept?.json()) ?? {}) as { readonly stylesheet?: string };
  const url = stylesheet === undefined ? undefined : new URL(stylesheet, base);
  return url?.origin === base.origin ? url.href : undefined;
}

/** The network goes first, so that the next load has what is new. */
async function answered(event: Fetched): Promise<Response> {
  const key = await keyOf(event);
  if (key === undefined) return fetch(event.request);
  const kept = await (await caches.open(CACHE)).match(key);
  const fetched = fetch(event.request).then(async (answer) => {
    // What came under a query may be of that query.
    if (key !== home || new URL(event.request.url).search === '') await keep(key, answer.clone());
    return answer;
  });
  event.waitUntil(fetched.catch(() => undefined));
  if (kept === undefined) return fetched;
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  return Promise.race([fetched.catch(() => kept), late]);
}

async function filled(): Promise<void> {
  await Promise.all([...shell].map(fetchAnew));
  const sheet = await theme();
  // The page works without it.
  if (sheet !== undefined) await fetchAnew(sheet).catch(() => undefined);
}

async function fetchAnew(url: string): Promise<void> {
  await keep(url, await fetch(url, { cache: 'no-cache', credentials: 'same-origin' }));
}

async function keep(key: string, answer: Response): Promise<void> {
  if (!answer.ok || answer.redirected || !isOfTheShell(key, answer)) return;
  const cache = await caches.open(CACHE);
  if (/\bno-store\b/i.test(answer.headers.get('Cache-Control') ?? '')) await cache.delete(key);
  // A full disk keeps nothing, and `Vary: *` forbids it: what was fetched is shown all the same.
  else await cache.put(key, answer).catch(() => undefined);
  if (key === settings) await tidied();
}

/** A page of the sign-in is not the shell, whatever its status. */
function isOfTheShell(key: string, { headers }: Response): boolean {
  return shell.has(key) ? headers.has(MARK) : /^text\/css\b/i.test(headers.get('Content-Type') ?? '');
}

/** What the shell no longer has is not kept. */
async function tidied(): Promise<void> {
  const [cache, sheet] = [await caches.open(CACHE), await theme()];
  const old = (await cache.keys()).filter(({ url }) => !shell.has(url) && url !== sheet);
  await Promise.all(old.map((each) => cache.delete(each)));
}

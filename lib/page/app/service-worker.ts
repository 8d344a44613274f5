/** What of a service worker is used here; the compiler's own types of it and those of pages exclude each other. */
interface Waiting extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface Fetched extends Waiting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  readonly registration: { readonly scope: string };
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', act: (event: Waiting) => void): void;
  addEventListener(type: 'fetch', act: (event: Fetched) => void): void;
}

const worker = globalThis as unknown as Worker;

const CACHE = 'express-ciba-page';

/** Milliseconds after which what was kept is shown: a bad connection may be worse than none. */
const PATIENCE_MS = 5000;

/** The shell, and nothing else: what is asked and decided is never kept. */
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
const shell: ReadonlySet<string> = new Set([home, ...FILES.map((file) => new URL(file, base).href)]);

worker.addEventListener('install', (event) => {
  event.waitUntil(Promise.all([...shell].map(fetchAnew)).then(() => worker.skipWaiting()));
});
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (event) => {
  const key = keyOf(event.request);
  if (key !== undefined) event.respondWith(answered(event, key));
});

/** Under which name an answer is kept; undefined where it is none of ours to answer. */
function keyOf({ method, url, mode, destination }: Request): string | undefined {
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== base.origin) return undefined;
  const isHome = mode === 'navigate' && withSlash(origin + pathname) === withSlash(home);
  if (isHome) return home;
  // The host's own style sheet is part of the shell too.
  return shell.has(url) || destination === 'style' ? url : undefined;
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

/** The network goes first, so that the next load has what is new. */
async function answered(event: Fetched, key: string): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(key);
  const fetched = fetch(event.request).then(async (answer) => {
    await keep(key, answer.clone());
    return answer;
  });
  event.waitUntil(fetched.catch(() => undefined));
  if (kept === undefined) return fetched;
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  return Promise.race([fetched.catch(() => kept), late]);
}

async function fetchAnew(url: string): Promise<void> {
  await keep(url, await fetch(url, { cache: 'no-cache', credentials: 'same-origin' }));
}

/** A page of the sign-in is not the shell. */
async function keep(key: string, answer: Response): Promise<void> {
  if (!answer.ok || answer.redirected) return;
  await (await caches.open(CACHE)).put(key, answer);
}

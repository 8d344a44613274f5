import type { DecisionOutcome, Incoming, RequestFilter, RequestState } from '../index.js';
import type { Answer } from './answer.js';
import { objectOf } from './incoming.js';
import type { Operations } from './operations.js';

/** What a route is asked. */
export interface Asked {
  readonly req: Incoming;
  readonly query: URLSearchParams;
  /** Empty where the path names none. */
  readonly selector: string;
}

/** One route. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly answer: (asked: Asked) => Promise<Answer>;
}

const MOST = 1000;
const STATUS: Partial<Record<DecisionOutcome, number>> = { accepted: 200, repeated: 200, unknown: 404 };

/** The routes, in the order of docs/operating.md. */
export function routesOf(operations: Operations): readonly Route[] {
  const { list, withdraw, unblock, deadLetters, replay, counts, health } = operations;
  return [
    get(/^\/requests$/, async ({ query }) => ok(await list(filterOf(query)))),
    post(/^\/requests\/(\d{0,4}[A-Za-z0-9_-]{22})\/withdraw$/, async ({ selector }) => {
      const { outcome } = await withdraw(selector);
      return { status: STATUS[outcome] ?? 409, body: { outcome } };
    }),
    post(/^\/unblock$/, async ({ req }) => {
      const { sub, client_id } = await objectOf(req);
      if (!isName(sub) || !isName(client_id)) return { status: 400, body: { error: 'invalid_request' } };
      return ok({ unblocked: await unblock({ sub, client_id }) });
    }),
    get(/^\/dead-letters$/, async ({ query }) => ok({ dead_letters: await deadLetters(limitOf(query)) })),
    post(/^\/dead-letters\/(\d{0,4}[A-Za-z0-9_-]{22})\/replay$/, async ({ selector }) => {
      const replayed = await replay(selector);
      return { status: replayed ? 200 : 404, body: { replayed } };
    }),
    get(/^\/counts$/, async () => ok(counts())),
    get(/^\/health$/, async () => {
      const found = await health();
      return { status: found.ready ? 200 : 503, body: found };
    }),
  ];
}

function get(path: RegExp, answer: Route['answer']): Route {
  return { method: 'GET', path, answer };
}

function post(path: RegExp, answer: Route['answer']): Route {
  return { method: 'POST', path, answer };
}

function ok(body: object): Answer {
  return { status: 200, body };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The filter as it was sent; whoever looks through the requests judges it. */
function filterOf(query: URLSearchParams): RequestFilter {
  const { limit, state, ...names } = onceEach(query);
  return {
    ...names,
    ...(state !== undefined && { state: state as RequestState }),
    ...(limit !== undefined && { limit: wholeNumber(limit) }),
  };
}

function limitOf(query: URLSearchParams): number {
  const { limit = '100', ...others } = onceEach(query);
  const most = wholeNumber(limit);
  if (Object.keys(others).length > 0 || !(most >= 1 && most <= MOST)) throw meaningless();
  return most;
}

function onceEach(query: URLSearchParams): Readonly<Record<string, string>> {
  const all = [...query];
  const fields = Object.fromEntries(all);
  if (Object.keys(fields).length < all.length) throw meaningless();
  return fields;
}

function wholeNumber(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
}

function meaningless(): TypeError {
  return Object.assign(new TypeError('the query means nothing'), { code: 'ERR_CIBA_FILTER' });
}

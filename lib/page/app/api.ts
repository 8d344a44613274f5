import type { DecisionReply } from './outcomes.js';
import type { ApprovalRequest, Decision, RequestList } from './request.js';

/** What a look at the API found. */
export type Found<T> =
  | { readonly status: 'ok'; readonly value: T }
  | { readonly status: 'signedOut' | 'missing' | 'unreachable' };

/** The device API, as far as the page needs it. */
export interface DeviceApi {
  readonly eventsUrl: string;
  list(): Promise<Found<RequestList>>;
  request(id: string): Promise<Found<ApprovalRequest>>;
  /** Undefined where no answer came. */
  decide(id: string, decision: Decision, number?: string): Promise<DecisionReply | undefined>;
}

/** How long an answer may take, in milliseconds. */
const PATIENCE_MS = 15_000;

export function deviceApi(base: string): DeviceApi {
  return {
    eventsUrl: `${base}/events`,
    list: () => look(`${base}/requests`),
    request: (id) => look(`${base}/requests/${encodeURIComponent(id)}`),
    async decide(id, decision, number) {
      const body = JSON.stringify(number === undefined ? {} : { number });
      const headers = { 'Content-Type': 'application/json' };
      const url = `${base}/requests/${encodeURIComponent(id)}/${decision}`;
      const answer = await call(url, { method: 'POST', headers, body });
      if (answer === undefined) return undefined;
      const { outcome, attempts_left } = (await jsonOf<Partial<DecisionReply>>(answer)) ?? {};
      return {
        status: answer.status,
        ...(outcome !== undefined && { outcome }),
        ...(attempts_left !== undefined && { attempts_left }),
      };
    },
  };
}

async function look<T>(url: string): Promise<Found<T>> {
  const answer = await call(url, {});
  if (answer === undefined) return { status: 'unreachable' };
  if (isSignedOut(answer)) return { status: 'signedOut' };
  if (answer.status === 404) return { status: 'missing' };
  const value = answer.ok ? await jsonOf<T>(answer) : undefined;
  return value === undefined ? { status: 'unreachable' } : { status: 'ok', value };
}

/** A sign-in before the API may answer with a page of its own, instead of 401. */
function isSignedOut({ status, redirected, headers }: Response): boolean {
  return status === 401 || (redirected && !(headers.get('Content-Type') ?? '').includes('json'));
}

async function call(url: string, init: RequestInit): Promise<Response | undefined> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return await fetch(url, { cache: 'no-store', ...init, signal });
  } catch {
    return undefined;
  }
}

async function jsonOf<T>(answer: Response): Promise<T | undefined> {
  try {
    return (await answer.json()) as T;
  } catch {
    return undefined;
  }
}

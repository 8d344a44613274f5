import type { ServedHost } from './server-http.ts';

/** Everything that can become of an authentication request, by name; each makes one that lives for so many seconds, and lets it end so. */
export const fates = {
  pending: async (host: ServedHost, sub: string, seconds: number): Promise<Fate> => begun(host, sub, seconds),
  async polled(host: ServedHost, sub: string, seconds: number): Promise<Fate> {
    const made = await begun(host, sub, seconds);
    return { ...made, heard: [await poll(host, made), await poll(host, made)] };
  },
  async approved(host: ServedHost, sub: string, seconds: number): Promise<Fate> {
    const made = await begun(host, sub, seconds);
    await host.ciba.approve(made.approvalId, { sub });
    return made;
  },
  async redeemed(host: ServedHost, sub: string, seconds: number): Promise<Fate> {
    const made = await begun(host, sub, seconds);
    await host.ciba.approve(made.approvalId, { sub });
    return { ...made, heard: [await poll(host, made), await poll(host, made)] };
  },
  async denied(host: ServedHost, sub: string, seconds: number): Promise<Fate> {
    const made = await begun(host, sub, seconds);
    await host.ciba.deny(made.approvalId, { sub });
    return { ...made, heard: [await poll(host, made)] };
  },
  async failed(host: ServedHost, sub: string, seconds: number): Promise<Fate> {
    const made = await begun(host, sub, seconds);
    await host.ciba.fail(made.approvalId, { reason: 'device_lost' });
    return { ...made, heard: [await poll(host, made)] };
  },
  async cancelled(host: ServedHost, sub: string, seconds: number): Promise<Fate> {
    const made = await begun(host, sub, seconds);
    await host.ciba.cancel(made.approvalId);
    return { ...made, heard: [await poll(host, made)] };
  },
  async notifyFailed(host: ServedHost, sub: string, seconds: number): Promise<Fate> {
    const { status, body } = await host.till.request(paramsOf(`unreachable-${sub}`, seconds));
    return { authReqId: '', approvalId: '', heard: [`${status} ${body.error}`] };
  },
  /** Needs a cap of one pending request for a user and client. */
  async limited(host: ServedHost, sub: string, seconds: number): Promise<Fate> {
    const made = await begun(host, sub, seconds);
    const { status, body } = await host.till.request(paramsOf(sub, seconds));
    return { ...made, heard: [`${status} ${body.error}`] };
  },
} as const;

/** A request and what was heard of it. */
export interface Fate {
  readonly authReqId: string;
  readonly approvalId: string;
  readonly heard?: readonly string[];
}

/** The name of a fate. */
export type FateName = keyof typeof fates;

/** What the client of each fate hears, first to last. */
export const heardOf: Readonly<Record<FateName, readonly string[] | undefined>> = {
  pending: undefined,
  polled: ['400 authorization_pending', '400 slow_down'],
  approved: undefined,
  redeemed: ['200 tokens', '400 invalid_grant'],
  denied: ['400 access_denied'],
  failed: ['400 expired_token'],
  cancelled: ['400 expired_token'],
  notifyFailed: ['503 temporarily_unavailable'],
  limited: ['403 access_denied'],
};

async function begun(host: ServedHost, sub: string, seconds: number): Promise<Fate> {
  const { body } = await host.till.request(paramsOf(sub, seconds));
  const [request] = await host.ciba.listRequests({ sub });
  return { authReqId: String(body.auth_req_id), approvalId: request?.id ?? '' };
}

function paramsOf(sub: string, seconds: number): Record<string, string> {
  return { login_hint: sub, requested_expiry: String(seconds) };
}

async function poll(host: ServedHost, { authReqId }: Fate): Promise<string> {
  const { status, body } = await host.till.poll(authReqId);
  return `${status} ${body.error ?? 'tokens'}`;
}

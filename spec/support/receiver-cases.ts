import { type Certified, certificateAuthority } from './certificates.ts';
import { answering, endless, redirecting, resetting, silent, slow } from './receiver-reactions.ts';
import { type Reaction, receiverAuthority } from './receiver-server.ts';

/** What becomes of a call: the client knows, or is tried again, or never again. */
export type Fate = 'told' | 'again' | 'never';

/** One way in which a receiver answers every call, and what is made of it. */
export interface ReceiverCase {
  readonly name: string;
  readonly react?: Reaction;
  /** Where it cannot show that it is who it should be. */
  readonly certified?: () => Promise<Certified>;
  readonly ping: Fate;
  readonly push: Fate;
  /** Why the client was not told. */
  readonly reason?: string;
  /** Least seconds before the next call, by the receiver's own word. */
  readonly retryAfter?: number;
}

function status(code: number, ping: Fate, push: Fate = ping): ReceiverCase {
  return { name: String(code), react: answering(code), ping, push, reason: `status_${code}` };
}

function redirect(code: number): ReceiverCase {
  return { ...status(code, 'never'), react: redirecting(code) };
}

const OUTBOUND = 'ERR_CIBA_OUTBOUND';
const HERE = { ip: ['127.0.0.1'] };

/** The receivers that the rules for retries are held to. */
export const receiverCases: readonly ReceiverCase[] = [
  { name: '200', react: answering(200), ping: 'told', push: 'told' },
  { name: '200 with an endless body', react: endless, ping: 'told', push: 'told' },
  { name: '200 with a slow body', react: slow, ping: 'told', push: 'told' },
  { name: '204', react: answering(204), ping: 'told', push: 'told' },
  ...[301, 302, 307, 308].map(redirect),
  ...[400, 401, 403, 404, 410, 429].map((code) => status(code, 'never')),
  status(500, 'never', 'again'),
  status(503, 'again'),
  {
    ...status(503, 'again'),
    name: '503 with Retry-After',
    react: answering(503, { 'Retry-After': '20' }),
    retryAfter: 20,
  },
  { name: 'no answer in time', react: silent, ping: 'again', push: 'again', reason: `${OUTBOUND}_TIMEOUT` },
  { name: 'a reset', react: resetting, ping: 'again', push: 'again', reason: `${OUTBOUND}_BROKEN` },
  {
    name: 'a certificate that nobody trusts',
    certified: async () => (await certificateAuthority('Others')).issue(HERE),
    ...{ ping: 'never', push: 'never', reason: `${OUTBOUND}_TLS` },
  },
  {
    name: 'the certificate of another name',
    certified: async () => (await receiverAuthority()).issue({ dns: ['other.example'] }),
    ...{ ping: 'never', push: 'never', reason: `${OUTBOUND}_TLS` },
  },
];

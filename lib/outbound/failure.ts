import type { Stage } from './guarded-agent.js';
import { OutboundError, type OutboundErrorCode } from './outbound-error.js';

/** What Node says of a connection that was cut while it was being secured. */
const CUT: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** Puts what Node says of a request that failed into an {@link OutboundError}; one of those stays what it is. */
export function failureOf(cause: unknown, host: string, stage: Stage): OutboundError {
  if (cause instanceof OutboundError) return cause;
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  const kind = kindOf(code, stage);
  const why = typeof code === 'string' ? ` (${code})` : '';
  return new OutboundError(kind, `${host}: ${TEXTS[kind]}${why}`, { cause: withoutPacket(cause) });
}

const TEXTS = {
  ERR_CIBA_OUTBOUND_CONNECT: 'no connection',
  ERR_CIBA_OUTBOUND_TLS: 'no secure connection',
  ERR_CIBA_OUTBOUND_BROKEN: 'the exchange broke off',
} as const satisfies Partial<Record<OutboundErrorCode, string>>;

function kindOf(code: string | undefined, stage: Stage): keyof typeof TEXTS {
  // Of TLS 1.3 a server's refusal comes after the client's side is done.
  if (code?.startsWith('ERR_SSL_')) return 'ERR_CIBA_OUTBOUND_TLS';
  if (stage === 'open') return 'ERR_CIBA_OUTBOUND_BROKEN';
  return stage === 'connecting' || CUT.has(code) ? 'ERR_CIBA_OUTBOUND_CONNECT' : 'ERR_CIBA_OUTBOUND_TLS';
}

/** Node hangs what it could not parse on the error: a body, for a logger to print. */
function withoutPacket(cause: unknown): unknown {
  if (typeof cause === 'object' && cause !== null) Reflect.deleteProperty(cause, 'rawPacket');
  return cause;
}

import type { Logger } from '../index.js';

/** Ids of this package, and whatever else has two or three long parts: JSON Web Tokens. Looked for where a part begins alone: each letter of a long one would be a try of its own. */
const PARTED = /(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{16,}(?:\.[A-Za-z0-9_-]{16,})+/g;
const CREDENTIALS = /\b(Basic|Bearer|DPoP)\s+[A-Za-z0-9+/=._~-]+/gi;
const URL_USER = /(?<=:\/\/)[^/\s]+(?=@)/g;
const HIDDEN = '[redacted]';

/** Longest text that is looked through, in characters; of a longer one the beginning is. */
const LONGEST = 8192;
const CUT = '[cut]';

/** How many causes of causes are followed. */
const DEPTH = 5;

/**
 * A logger in front of yours that takes out what looks like an id, a token or credentials: of messages, errors and their causes. Of an
 * error it hands on name, code, message, stack and cause alone, for other members of what your callbacks throw may hold anything.
 *
 * @example
 * ```ts
 * import { redactingLogger } from 'express-ciba/operations';
 *
 * const logger = redactingLogger({ error: (error, message) => audit.write({ error, message }) });
 * ```
 */
export function redactingLogger(logger: Logger): Logger {
  return {
    error: (error, message) =>
      logger.error(redacted(error, DEPTH), message === undefined ? undefined : hidden(message)),
    warn: (message) => logger.warn?.(hidden(message)),
  };
}

function redacted(error: unknown, depth: number): Error {
  if (!(error instanceof Error)) return new Error(typeof error === 'string' ? hidden(error) : HIDDEN);
  const { name, message, stack = '', cause } = error;
  const deeper = cause === undefined || depth === 0 ? {} : { cause: redacted(cause, depth - 1) };
  const copy = Object.assign(new Error(hidden(message), deeper), { name, stack: hidden(stack) });
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === 'string' ? Object.assign(copy, { code: hidden(code) }) : copy;
}

function hidden(text: string): string {
  return shortened(text)
    .replaceAll(PARTED, HIDDEN)
    .replaceAll(CREDENTIALS, `$1 ${HIDDEN}`)
    .replaceAll(URL_USER, HIDDEN);
}

/** Cut between two words: half of a secret would not look like one, and be shown. */
function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  const begins = text.slice(0, LONGEST);
  const end = Math.max(begins.lastIndexOf(' '), begins.lastIndexOf('\n'));
  return begins.slice(0, end + 1) + CUT;
}

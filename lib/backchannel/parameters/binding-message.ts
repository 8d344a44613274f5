import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';

/**
 * 1 to 100 printable characters: no control, format, bidirectional, private or unassigned ones, no line separators,
 * no replacement characters (the marks of broken UTF-8 and of what is no text), and something to read among them.
 */
const ACCEPTABLE = /^(?=.*[^\p{Z}])[^\p{C}\p{Zl}\p{Zp}\uFFFC\uFFFD]{1,100}$/u;

/**
 * What shows nothing, and towers of marks that hide their neighbours. U+FE0F shows something only where it makes a picture of the
 * character in front of it, or a key of a digit.
 */
const DECEPTIVE =
  /(?!(?<=(?![0-9#*])\p{Emoji})\uFE0F|(?<=[0-9#*])\uFE0F(?=\u20E3))\p{Default_Ignorable_Code_Point}|[\u2800\u{13441}\u{13442}\u{16FE4}\u{1D159}]|\p{M}{5,}/u;

/** `binding_message`: shown on both devices exactly as sent, so what could not be shown is refused. CIBA Core 1.0 §7.1. */
export function readBindingMessage(params: URLSearchParams, required = false): string | undefined {
  const message = parameter(params, 'binding_message');
  if (message === undefined && required)
    throw new CibaError('invalid_request', 'binding_message is required.');
  if (message === undefined || (ACCEPTABLE.test(message) && !DECEPTIVE.test(message))) return message;
  throw new CibaError('invalid_binding_message', 'binding_message: 1 to 100 printable characters.');
}

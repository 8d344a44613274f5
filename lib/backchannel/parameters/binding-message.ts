import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';

/**
 * 1 to 100 printable characters: no control, format, bidirectional, private or unassigned ones, no line separators,
 * no replacement character (the mark of broken UTF-8), and something to read among them.
 */
const ACCEPTABLE = /^(?=.*[^\p{Z}])[^\p{C}\p{Zl}\p{Zp}\uFFFD]{1,100}$/u;

/** What shows nothing (but for the emoji selector), and towers of marks that hide their neighbours. */
const DECEPTIVE = /(?!\uFE0F)\p{Default_Ignorable_Code_Point}|\u2800|\p{M}{5,}/u;

/** `binding_message`: shown on both devices exactly as sent, so what could not be shown is refused. CIBA Core 1.0 §7.1. */
export function readBindingMessage(params: URLSearchParams, required = false): string | undefined {
  const message = parameter(params, 'binding_message');
  if (message === undefined && required)
    throw new CibaError('invalid_request', 'binding_message is required.');
  if (message === undefined || (ACCEPTABLE.test(message) && !DECEPTIVE.test(message))) return message;
  throw new CibaError('invalid_binding_message', 'binding_message: 1 to 100 printable characters.');
}

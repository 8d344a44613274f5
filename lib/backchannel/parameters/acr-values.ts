import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';

const PRINTABLE = /^[\x20-\x7E]+$/;

/** `acr_values`: space-separated, in order of preference; voluntary, so a value unknown to anybody is no error. CIBA Core 1.0 §7.1. */
export function readAcrValues(params: URLSearchParams): readonly string[] | undefined {
  const text = parameter(params, 'acr_values');
  if (text === undefined) return undefined;
  if (!PRINTABLE.test(text)) throw new CibaError('invalid_request', 'acr_values must be printable.');
  const values = text.split(' ').filter(Boolean);
  return values.length === 0 ? undefined : values;
}

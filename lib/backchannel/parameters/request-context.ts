import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';
import { isJsonObject, parseJson } from '../../parameters/json.js';
import type { JsonObject } from '../../request/record.js';

/** `request_context`: a JSON object, handed on as a risk signal. FAPI-CIBA §5.3. */
export function readRequestContext(params: URLSearchParams): JsonObject | undefined {
  const text = parameter(params, 'request_context');
  if (text === undefined) return undefined;
  const context = parseJson(text);
  if (isJsonObject(context)) return context;
  throw new CibaError('invalid_request', 'request_context must be a JSON object.');
}

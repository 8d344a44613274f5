import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';

/** `request_uri` is not part of CIBA and never fetched; signed requests (`request`) are not offered. CIBA Core 1.0 §7.1.1. */
export function refuseRequestObject(params: URLSearchParams): void {
  if (parameter(params, 'request_uri') !== undefined)
    throw new CibaError('invalid_request', 'request_uri is not supported.');
  if (parameter(params, 'request') !== undefined)
    throw new CibaError('invalid_request', 'Signed requests are not supported.');
}

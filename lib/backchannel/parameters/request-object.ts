import { CibaError } from '../../errors.js';

/** `request_uri` is not part of CIBA and never fetched; signed requests (`request`) are not offered. CIBA Core 1.0 §7.1.1. */
export function refuseRequestObject(params: URLSearchParams): void {
  if (params.has('request_uri')) throw new CibaError('invalid_request', 'request_uri is not supported.');
  if (params.has('request')) throw new CibaError('invalid_request', 'Signed requests are not supported.');
}

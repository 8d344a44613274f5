import { keysOf } from '../../lib/store/redis/keys.js';

/** The key under which a test host keeps the request of an `auth_req_id`. */
export function requestKey(authReqId: string, keyPrefix = 'ciba'): string {
  const [selector = ''] = authReqId.split('.');
  return keysOf(keyPrefix, 1).of('https://as.example.com').request(selector);
}

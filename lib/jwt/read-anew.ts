import { createPrivateKey, type KeyObject } from 'node:crypto';

/**
 * The same private key with a lock of its own. In Node a generated key shares its lock with the job that made it, and whoever exports the
 * key as a JWK holds that lock: were the job collected as garbage meanwhile, its end would wait for the lock forever, and the process with it.
 */
export function readAnew(key: KeyObject): KeyObject {
  const bytes = key.export({ type: 'pkcs8', format: 'der' });
  return createPrivateKey({ key: bytes, type: 'pkcs8', format: 'der' });
}

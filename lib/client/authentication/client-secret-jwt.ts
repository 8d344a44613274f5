import { algorithmsOf, sharedSecret } from '../../jwt/shared-secret.js';
import { JwtRefused, type VerificationPolicy, type Verified, verifyJwt } from '../../jwt/verify.js';
import type { CibaClient } from '../metadata.js';
import { currentSecret } from './client-secret.js';

/** Verifies a JWT by the secret of a client, which must be known in clear and be long enough. OpenID Connect Core 1.0 §9, §10.1. @throws JwtRefused */
export async function verifyBySecret(
  token: string,
  client: CibaClient,
  policy: VerificationPolicy,
): Promise<Verified> {
  const secret = currentSecret(client);
  const fitting = secret === undefined ? [] : algorithmsOf(secret);
  if (secret === undefined || fitting.length === 0) throw new JwtRefused('unknown_key');
  const algorithms = policy.algorithms.filter((alg) => fitting.includes(alg));
  return verifyJwt(token, sharedSecret(secret), { ...policy, algorithms });
}

import type { EndUser } from '../adapter.js';
import type { CibaClient } from '../client/metadata.js';
import { CibaError } from '../errors.js';
import type { Host } from '../host.js';
import { parameter } from '../http/form.js';

/**
 * Verifies the user code before anything reaches the user. CIBA Core 1.0 §7.1.2.
 *
 * Only for clients registered with `backchannel_user_code_parameter`; from others the parameter is ignored. The host
 * is asked without a code too: it may exempt a user.
 */
export async function requireUserCode(
  params: URLSearchParams,
  user: EndUser,
  client: CibaClient,
  { verifyUserCode }: Pick<Host, 'verifyUserCode'>,
): Promise<void> {
  // Databases say true in many ways; whatever is not plainly no asks for the code.
  if (verifyUserCode === undefined || !client.backchannel_user_code_parameter) return;
  const userCode = parameter(params, 'user_code');
  if (await verifyUserCode(user, userCode, { client })) return;
  throw new CibaError(userCode === undefined ? 'missing_user_code' : 'invalid_user_code');
}

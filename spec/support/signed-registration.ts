import type { ClientMetadata } from '../../lib/client/registration/members.js';
import { CibaError } from '../../lib/errors.js';
import { CIBA_GRANT, type TestHostOptions, testHost } from './host.js';

/** The least that a client of CIBA registers. */
export const pollClient: ClientMetadata = {
  backchannel_token_delivery_mode: 'poll',
  grant_types: [CIBA_GRANT],
};

/** What a host answers of metadata; those of a poll client unless they are replaced. */
export function registered(metadata: object, options: TestHostOptions = {}): ClientMetadata {
  return testHost(options).ciba.validateClientMetadata({ ...pollClient, ...metadata });
}

/** The metadata are refused in these words. RFC 7591 §3.2.2. */
export function expectUnregistered(
  metadata: unknown,
  description: string,
  options: TestHostOptions = {},
): void {
  const { ciba } = testHost(options);
  const refused = { error: 'invalid_client_metadata', status: 400, description };
  expect(refusalOf(() => ciba.validateClientMetadata(metadata))).toMatchObject(refused);
}

function refusalOf(judge: () => unknown): unknown {
  try {
    return judge();
  } catch (error) {
    if (error instanceof CibaError) return error;
    throw error;
  }
}

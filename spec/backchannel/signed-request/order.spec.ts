import { describe, expect, it } from '@jest/globals';
import type { CibaClient } from '../../../lib/client/metadata.js';
import { testHost } from '../../support/host.js';
import { expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import type { FormPost } from '../../support/http-requests.js';
import { askSigned, type SignedWish, signers, startSigned } from '../../support/signed-request.js';

const signer = signers.ES256;
const INVALID = [400, 'invalid_request'] as const;

/** One fault of a signed request and the refusal that it earns. */
interface Fault {
  readonly name: string;
  readonly refusal: readonly [number, string];
  readonly description?: string;
  readonly registered?: Partial<CibaClient>;
  readonly sent?: FormPost;
  readonly wish?: SignedWish;
}

/** In the order in which they are judged. CIBA Core 1.0 §7.2. */
const faults: readonly Fault[] = [
  {
    name: 'a client that does not prove itself',
    refusal: [401, 'invalid_client'],
    sent: { client: { ...signer.client, client_secret: 'wrong' } },
  },
  {
    name: 'a client without the grant',
    refusal: [400, 'unauthorized_client'],
    registered: { grant_types: [] },
  },
  {
    name: 'a client whose tokens cannot be bound',
    refusal: [400, 'unauthorized_client'],
    description: 'The client demands bound tokens, which are not offered.',
    registered: { tls_client_certificate_bound_access_tokens: true },
  },
  {
    name: 'a request by reference',
    refusal: INVALID,
    description: 'request_uri is not supported.',
    sent: { fields: { request_uri: 'urn:x' } },
  },
  {
    name: 'a client that registered no algorithm',
    refusal: INVALID,
    description: 'The client registered no backchannel_authentication_request_signing_alg.',
    registered: { backchannel_authentication_request_signing_alg: undefined },
  },
  {
    name: 'a parameter outside',
    refusal: INVALID,
    description: 'A parameter stands beside the signed request.',
    sent: { fields: { binding_message: 'outside' } },
  },
  {
    name: 'another algorithm',
    refusal: INVALID,
    description: 'The signed request uses another algorithm than the client registered.',
    wish: { header: { alg: 'HS256' }, key: 'secret' },
  },
  {
    name: 'a wrong claim',
    refusal: INVALID,
    description: 'The claim aud of the signed request is missing or wrong.',
    wish: { claims: { aud: 'https://other.example.com' } },
  },
  {
    name: 'a claim of the wrong type',
    refusal: INVALID,
    description: 'A claim of the signed request has the wrong type.',
    wish: { claims: { acr_values: 5 } },
  },
  {
    name: 'a parameter too long',
    refusal: INVALID,
    description: 'A parameter is too long.',
    wish: { claims: { user_code: '1'.repeat(129) } },
  },
  { name: 'a scope without openid', refusal: [400, 'invalid_scope'], wish: { claims: { scope: 'pay' } } },
  {
    name: 'a second hint',
    refusal: INVALID,
    description: 'Only one hint may be sent.',
    wish: { claims: { login_hint_token: 'x' } },
  },
  { name: 'nobody', refusal: [400, 'unknown_user_id'], wish: { claims: { login_hint: 'nobody' } } },
];

/** A host and a request with these faults. */
function faulty(given: readonly Fault[]) {
  const merged = <T>(pick: (fault: Fault) => T | undefined): T =>
    Object.assign({}, ...given.map((fault) => pick(fault) ?? {}));
  const host = testHost({ clients: [{ ...signer.client, ...merged(({ registered }) => registered) }] });
  const wish = { ...merged(({ wish }) => wish), claims: merged((fault) => fault.wish?.claims) };
  const sent = { ...merged((fault) => fault.sent), fields: merged((fault) => fault.sent?.fields) };
  return { host, ask: () => askSigned(host, signer, wish, sent) };
}

describe('the order of the checks of a signed request', () => {
  it('leaves nothing to refuse in one without faults', async () => {
    await startSigned(testHost({ clients: [signer.client] }), signer);
  });

  it.each(faults)('judges $name before everything after it', async (fault) => {
    const { host, ask } = faulty(faults.slice(faults.indexOf(fault)));
    const { refusal, description } = fault;
    expectRefusal(await ask(), refusal, description === undefined ? {} : { description });
    await expectNothingAsked(host);
    expect(host.logged).toEqual([]);
  });

  it.each(faults)('refuses $name', async (fault) => {
    const { host, ask } = faulty([fault]);
    const { refusal, description } = fault;
    expectRefusal(await ask(), refusal, description === undefined ? {} : { description });
    await expectNothingAsked(host);
  });
});

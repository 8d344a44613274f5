import { MTLS_VARIANTS, type SuiteClient } from './support/clients.js';
import { expectAcknowledged, expectError, expectPending } from './support/expect.js';
import { suiteHost } from './support/host.js';
import { CIBA_GRANT } from './support/plan.js';
import {
  assertionClaims,
  assertionForm,
  type Claims,
  nowSeconds,
  type Signer,
  signed,
  signedBadly,
  signedByRs256,
  unsecured,
} from './support/signing.js';

const host = suiteHost();

const INVALID_CLIENT = [401, 'invalid_client'] as const;

describe.each(MTLS_VARIANTS)('client authentication by %s', (variant) => {
  const plan = () => host.plan(variant);
  /** Says it is the second client, and has only the first one's keys and certificate. */
  const impostor = (): SuiteClient => ({ ...plan().first, id: plan().second.id });

  it('fapi-ciba-id1-ensure-different-client-id-and-issuer-in-backchannel-authorization-request: judges the certificate before the request', async () => {
    const { first, second } = plan();
    expectError(await plan().ask(first, { authentication: { client_id: second.id } }), INVALID_CLIENT);
    expectAcknowledged(await plan().ask(first));
  });

  it('fapi-ciba-id1-ensure-wrong-client-id-in-backchannel-authorization-request: refuses the certificate of another client', async () => {
    expectError(await plan().ask(impostor()), INVALID_CLIENT);
    expectAcknowledged(await plan().ask(plan().second));
  });

  it('fapi-ciba-id1-ensure-wrong-client-id-in-token-endpoint-request: refuses the certificate of another client', async () => {
    const { first } = plan();
    const authReqId = await plan().begin(first);
    expectError(await plan().poll(impostor(), authReqId), INVALID_CLIENT);
    expectPending(await plan().poll(first, authReqId));
  });
});

describe('client authentication by private_key_jwt', () => {
  const plan = () => host.plan('private_key_jwt');

  it('fapi-ciba-id1-ensure-without-client-assertion-in-token-endpoint-request: a client_id and a certificate prove nothing', async () => {
    const { first, tokenEndpoint } = plan();
    const authReqId = await plan().begin(first);
    const form = { grant_type: CIBA_GRANT, auth_req_id: authReqId, client_id: first.id };
    expectError(await plan().post(tokenEndpoint, form, first), INVALID_CLIENT);
    expectPending(await plan().poll(first, authReqId));
  });

  it('fapi-ciba-id1-ensure-without-client-assertion-in-backchannel-authorization-request: a client_id and a certificate prove nothing', async () => {
    const { first } = plan();
    expectError(await plan().ask(first, { authentication: { client_id: first.id } }), INVALID_CLIENT);
    expectAcknowledged(await plan().ask(first));
  });

  it('fapi-ciba-id1-ensure-client-assertion-signature-algorithm-in-backchannel-authorization-request-is-RS256-fails: refuses RS256', async () => {
    await expectRefusedAssertion((good) => good, signedByRs256);
  });

  it('fapi-ciba-id1-ensure-client-assertion-signature-algorithm-in-token-endpoint-request-is-RS256-fails: refuses RS256', async () => {
    const { first, tokenEndpoint } = plan();
    const authReqId = await plan().begin(first);
    const assertion = await signedByRs256(assertionClaims(first, tokenEndpoint), first.key);
    const form = { grant_type: CIBA_GRANT, auth_req_id: authReqId, ...assertionForm(assertion) };
    expectError(await plan().post(tokenEndpoint, form, first), INVALID_CLIENT);
    expectPending(await plan().poll(first, authReqId));
  });

  it('fapi-ciba-id1-ensure-client-assertion-with-iss-aud-to-token-endpoint-succeeds: the issuer is an audience of the token endpoint', async () => {
    const { first, server } = plan();
    const authReqId = await plan().begin(first);
    expectPending(await plan().poll(first, authReqId, server.issuer));
  });

  describe('fapi-ciba-id1-ensure-invalid-client-assertions-in-backchannel-authorization-request-fail', () => {
    it.each<[rule: string, wrong: (good: Claims) => Claims]>([
      ['without a subject', ({ sub: _sub, ...rest }) => rest],
      ['about somebody else', (good) => ({ ...good, sub: 'somebody-else' })],
      ['of nobody', ({ iss: _iss, ...rest }) => rest],
      ['of somebody else', (good) => ({ ...good, iss: 'somebody-else' })],
      ['for nobody', ({ aud: _aud, ...rest }) => rest],
      ['for somebody else', (good) => ({ ...good, aud: 'https://elsewhere.example.com/' })],
      ['that has ended', (good) => ({ ...good, exp: nowSeconds() - 300 })],
    ])('refuses an assertion %s', async (_rule, wrong) => {
      await expectRefusedAssertion(wrong, signed);
    });

    it.each([
      ['that is not signed', unsecured],
      ['whose signature is broken', signedBadly],
    ])('refuses an assertion %s', async (_rule, sign) => {
      await expectRefusedAssertion((good) => good, sign);
    });

    it.each([
      ['without its type', {}],
      ['of another type', { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:other' }],
    ])('refuses an assertion %s', async (_rule, type) => {
      const { first, server } = plan();
      const good = assertionClaims(first, server.backchannel_authentication_endpoint);
      const form = { client_assertion: await signed(good, first.key), ...type };
      expectError(await plan().ask(first, { authentication: form }), INVALID_CLIENT);
      expectAcknowledged(await plan().ask(first));
    });
  });

  /** The assertion is refused for this change alone: without it, the server takes the request. */
  async function expectRefusedAssertion(wrong: (good: Claims) => Claims, sign: Signer): Promise<void> {
    const { first, server } = plan();
    const good = assertionClaims(first, server.backchannel_authentication_endpoint);
    const form = assertionForm(await sign(wrong(good), first.key));
    expectError(await plan().ask(first, { authentication: form }), INVALID_CLIENT);
    expectAcknowledged(await plan().ask(first));
  }
});

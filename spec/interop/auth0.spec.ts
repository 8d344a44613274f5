import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Auth0Call, type Auth0Outcome, auth0 } from './support/auth0-process.js';
import { HttpsHost, SHOP } from './support/https-host.js';
import { ACCOUNT, PAYMENT, TYPES } from './support/payments.js';

jest.setTimeout(60_000);

const ALICE = { bindingMessage: 'W4SCT', loginHint: { sub: 'alice' } };

describe('the Auth0 SDK by the domain alone', () => {
  let host: HttpsHost;

  beforeAll(async () => {
    host = await HttpsHost.start({ authorizationDetails: TYPES });
  });
  afterAll(() => host.close());

  const call = (method: Auth0Call['method'], options: Auth0Call['options']): Promise<Auth0Outcome> => {
    const credentials = { clientId: SHOP.client_id, clientSecret: SHOP.client_secret };
    return auth0({ domain: new URL(host.url).host, ...credentials, method, options }, host.ca);
  };

  it('gets tokens, where the user approves a part of the details while it polls', async () => {
    const authorizationDetails = [PAYMENT, ACCOUNT];
    const polled = host.answered('POST /token 400');
    const calling = call('backchannelAuthentication', { ...ALICE, authorizationDetails });
    await polled;
    const { user, scope, binding_message, authorization_details } = host.asked.at(-1) ?? {};
    expect({ user, scope, binding_message, authorization_details }).toEqual({
      user: { sub: 'alice' },
      scope: ['openid', 'profile', 'email', 'offline_access'],
      binding_message: 'W4SCT',
      authorization_details: authorizationDetails,
    });
    const granted = [{ ...PAYMENT, amount: 60 }];
    await host.approve({ authorization_details: granted });
    const { answer, refusal } = await calling;
    expect(refusal).toBeUndefined();
    expect(answer).toMatchObject({
      accessToken: `access-${host.grants.length}`,
      tokenType: 'bearer',
      scope: 'openid profile email offline_access',
      authorizationDetails: granted,
      claims: { iss: host.url, aud: 'shop', sub: 'alice' },
    });
  });

  it('hears that the user denies while it polls', async () => {
    const polled = host.answered('POST /token 400');
    const calling = call('backchannelAuthentication', ALICE);
    await polled;
    await host.deny();
    expect((await calling).refusal).toMatchObject({
      code: 'backchannel_authentication_error',
      cause: { error: 'access_denied', error_description: 'The request was denied.' },
    });
  });

  it('asks and polls in two steps', async () => {
    const begun = await call('initiateBackchannelAuthentication', { ...ALICE, requestedExpiry: 120 });
    expect(begun).toEqual({ answer: { authReqId: expect.any(String), expiresIn: 120, interval: 1 } });
    const authReqId = begun.answer?.authReqId;
    const pending = await call('backchannelAuthenticationGrant', { authReqId });
    expect(pending.refusal).toMatchObject({ statusCode: 400, cause: { error: 'authorization_pending' } });
    await host.approve();
    const { answer } = await call('backchannelAuthenticationGrant', { authReqId });
    expect(answer).toMatchObject({ tokenType: 'bearer', claims: { sub: 'alice' } });
    const again = await call('backchannelAuthenticationGrant', { authReqId });
    expect(again.refusal).toMatchObject({ statusCode: 400, cause: { error: 'invalid_grant' } });
  });

  it('hears that its details are refused', async () => {
    const authorizationDetails = [{ type: 'gift' }];
    const { refusal } = await call('initiateBackchannelAuthentication', { ...ALICE, authorizationDetails });
    expect(refusal).toMatchObject({ statusCode: 400, cause: { error: 'invalid_authorization_details' } });
  });
});

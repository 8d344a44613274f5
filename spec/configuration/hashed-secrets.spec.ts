import { testHost } from '../support/host.js';

const warning =
  'express-ciba: client_secret_jwt verifies by client.client_secret as it is: it must not be a hash of the secret';

describe('a host that judges secrets itself', () => {
  const adapter = { verifyClientSecret: () => true };

  it('is warned where it takes signatures by secrets too', () => {
    const host = testHost({ adapter, clientAuthMethods: ['client_secret_basic', 'client_secret_jwt'] });
    expect(host.logged).toEqual([[warning]]);
  });

  it('offers no signatures by secrets, and is not warned, where it does not say so', () => {
    const host = testHost({ adapter });
    expect(host.logged).toEqual([]);
    expect(host.ciba.metadata().token_endpoint_auth_methods_supported).toEqual([
      ...['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    ]);
  });
});

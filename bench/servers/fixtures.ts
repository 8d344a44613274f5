/** The one client of every server under test. */
export const client = {
  client_id: 'till',
  client_secret: 'a-secret-of-the-till',
  client_name: 'Till 7',
  grant_types: ['urn:openid:params:grant-type:ciba'],
  token_endpoint_auth_method: 'client_secret_basic',
};

/** How the load shows that it is that client. */
export const basicAuthorization: string = `Basic ${Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64')}`;

export const GRANT_TYPE = 'urn:openid:params:grant-type:ciba';

/** Where every server under test answers. */
export const PATHS = { request: '/bc-authorize', token: '/token', approve: '/approve' } as const;

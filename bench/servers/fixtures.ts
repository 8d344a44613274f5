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

/** The same client as one that signs assertions; the load hands its key over when a server starts. */
export const assertionClient = {
  client_id: 'signing-till',
  client_name: 'Till 8',
  grant_types: client.grant_types,
  token_endpoint_auth_method: 'private_key_jwt',
  jwks: { keys: [JSON.parse(process.env.ASSERTION_JWK ?? '{}')] },
};

/** Whom assertions are addressed to. */
export const ISSUER = 'https://as.example.com';

export const GRANT_TYPE = 'urn:openid:params:grant-type:ciba';

/** Where every server under test answers. */
export const PATHS = { request: '/bc-authorize', token: '/token', approve: '/approve' } as const;

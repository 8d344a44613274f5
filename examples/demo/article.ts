/** The grant type as widely copied articles write it; the real one is `urn:openid:params:grant-type:ciba`. */
export const COPIED_GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:ciba';

/** The client that those articles register, members of server metadata included. */
export const SMART_HOME_DEVICE = {
  client_id: 'smart-home-device',
  client_secret: 'device-secret',
  redirect_uris: ['https://device.example.com/callback'],
  grant_types: [COPIED_GRANT_TYPE],
  response_types: ['token'],
  scope: 'openid profile',
  backchannel_authentication_endpoint: 'https://as.example.com/ciba/auth',
  token_endpoint: 'https://as.example.com/token',
} as const;

/** What that client then asks: nobody is named, and the real grant ignores a user code that was not agreed on. */
export const ARTICLE_REQUEST =
  'client_id=smart-home-device&client_secret=device-secret&scope=openid%20profile' +
  '&binding_message=Please%20authenticate%20your%20smart%20home%20device&requested_expiry=3600&user_code=xyz789';

/** How that client polls. */
export function articlePoll(authReqId: string): string {
  return `grant_type=${COPIED_GRANT_TYPE}&client_id=smart-home-device&client_secret=device-secret&auth_req_id=${authReqId}`;
}

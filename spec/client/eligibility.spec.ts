import type { CibaClient } from '../../lib/client/metadata.js';
import { clientView, deliveryModeOf } from '../../lib/client/metadata.js';
import { CIBA_GRANT, testHost, till } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { endpoints, expectPassed } from '../support/http-endpoints.js';

const WRONG_GRANT = 'urn:ietf:params:oauth:grant-type:ciba';

describe.each(endpoints)('a client at the $endpoint endpoint', (at) => {
  it.each<[string, Partial<CibaClient>]>([
    ['the grant', { grant_types: [CIBA_GRANT] }],
    ['the grant among others', { grant_types: ['authorization_code', CIBA_GRANT] }],
    ['delivery mode poll', { backchannel_token_delivery_mode: 'poll' }],
  ])('may use CIBA with %s', async (_name, changes) => {
    expectPassed(await at.send(testHost({ clients: [{ ...till, ...changes }] })), at);
  });

  it.each<[string, Partial<CibaClient>]>([
    ['no grant_types', { grant_types: undefined as never }],
    ['empty grant_types', { grant_types: [] }],
    ['other grants', { grant_types: ['authorization_code', 'refresh_token'] }],
    ['the widely copied wrong grant', { grant_types: [WRONG_GRANT] }],
    ['grant_types that are text', { grant_types: CIBA_GRANT as never }],
    ['a delivery mode that is not offered', { backchannel_token_delivery_mode: 'ping' }],
    ['a delivery mode that does not exist', { backchannel_token_delivery_mode: 'pull' as never }],
    ['an empty delivery mode', { backchannel_token_delivery_mode: '' as never }],
  ])('may not use CIBA with %s', async (_name, changes) => {
    const host = testHost({ clients: [{ ...till, ...changes }] });
    expectRefusal(await at.send(host), [400, 'unauthorized_client']);
    await expectNothingAsked(host);
  });

  it('may hold an alias that the host listed', async () => {
    const clients = [{ ...till, grant_types: [WRONG_GRANT] }];
    expectPassed(await at.send(testHost({ clients, grantTypeAliases: [WRONG_GRANT] })), at);
  });

  it.each<[string, Partial<CibaClient>]>([
    ['with the grant', {}],
    ['without the grant', { grant_types: [] }],
  ])('hears unauthorized_client in push mode, %s', async (_name, changes) => {
    const host = testHost({ clients: [{ ...till, ...changes, backchannel_token_delivery_mode: 'push' }] });
    const status = at.endpoint === 'token' ? 403 : 400;
    expectRefusal(await at.send(host), [status, 'unauthorized_client']);
    await expectNothingAsked(host);
  });
});

describe('what may be shown of a client', () => {
  it('is its name and links, where they are text', () => {
    const shown = {
      client_id: 'c',
      client_name: 'C',
      logo_uri: 'https://c.example/l',
      tos_uri: 'https://c.example/t',
      policy_uri: 'https://c.example/p',
    };
    const client = {
      ...shown,
      client_secret: 's',
      jwks: { keys: [] },
      jwks_uri: 'https://c.example/k',
      client_secret_expires_at: 1,
      extra: 'x',
    };
    expect(clientView(client)).toEqual(shown);
    expect(clientView({ client_id: 'c', client_name: 5 as never })).toEqual({ client_id: 'c' });
  });

  it.each([
    [undefined, 'poll'],
    ['ping', 'ping'],
    ['push', 'push'],
  ] as const)('a client registered for %s is told by %s', (registered, mode) => {
    const client = { client_id: 'c', ...(registered && { backchannel_token_delivery_mode: registered }) };
    expect(deliveryModeOf(client)).toBe(mode);
  });
});

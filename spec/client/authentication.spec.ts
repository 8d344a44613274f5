import type { CibaClient } from '../../lib/client/metadata.js';
import { CIBA_GRANT, type TestHost, testHost, till } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { endpoints, expectPassed } from '../support/http-endpoints.js';
import { basic, type FormPost, post } from '../support/http-requests.js';

/** A host that remembers which secrets reached verifyClientSecret. */
function watchedHost(changes: Partial<CibaClient> = {}): TestHost & { readonly secrets: string[] } {
  const secrets: string[] = [];
  const client = { ...till, ...changes };
  const verifyClientSecret = (_client: CibaClient, secret: string): boolean => {
    secrets.push(secret);
    return secret === client.client_secret;
  };
  return { ...testHost({ clients: [client], adapter: { verifyClientSecret } }), secrets };
}

const byBasic = (text: string): FormPost => ({ client: null, headers: basic(text) });
const byPost = (client_id: string, client_secret: string): FormPost => ({
  client: null,
  fields: { client_id, client_secret },
});

describe.each(endpoints)('client authentication at the $endpoint endpoint', (at) => {
  it.each<[string, string, FormPost]>([
    ['a secret in the body', 'till-secret', byPost('till', 'till-secret')],
    ['a Basic header', 'till-secret', byBasic('till:till-secret')],
    ['a form-urlencoded secret', 'p%a+s s:ü&=', byBasic(`till:${encodeURIComponent('p%a+s s:ü&=')}`)],
    ['a secret with a plus for a space', 'a b', byBasic('till:a+b')],
    ['a raw secret with a plus', 'a+b', byBasic('till:a+b')],
    ['a raw secret with a percent sign', '100%', byBasic('till:100%')],
    ['a raw secret that reads as encoded', 'a%20b', byBasic('till:a%20b')],
    ['a raw secret with colons', 'a:b:c', byBasic('till:a:b:c')],
    ['a secret in UTF-8', 'sécret', byBasic('till:sécret')],
    [
      'a Basic header and the same client_id',
      'till-secret',
      { ...byBasic('till:till-secret'), fields: { client_id: 'till' } },
    ],
    [
      'a Basic header and an empty client_secret',
      'till-secret',
      { ...byBasic('till:till-secret'), fields: { client_secret: '' } },
    ],
  ])('takes %s', async (_name, client_secret, sent) => {
    expectPassed(await at.send(watchedHost({ client_secret }), sent), at);
  });

  it('tries the decoded secret first and the raw one once', async () => {
    const host = watchedHost({ client_secret: 'other' });
    await at.send(host, byBasic('till:a%2Bb'));
    expect(host.secrets).toEqual(['a+b', 'a%2Bb']);
  });

  it('tries a secret that is the same either way once', async () => {
    const host = watchedHost({ client_secret: 'other' });
    await at.send(host, byBasic('till:plain'));
    expect(host.secrets).toEqual(['plain']);
  });

  it.each<[string, FormPost, { readonly challenge: boolean; readonly asked: string[] }]>([
    ['no credentials', { client: null }, { challenge: false, asked: [] }],
    ['an identifier alone', { client: null, fields: { client_id: 'till' } }, { challenge: false, asked: [] }],
    ['a secret alone', { client: null, fields: { client_secret: 'x' } }, { challenge: false, asked: [] }],
    ['a wrong secret in the body', byPost('till', 'wrong'), { challenge: false, asked: ['wrong'] }],
    ['a wrong secret in the header', byBasic('till:wrong'), { challenge: true, asked: ['wrong'] }],
    ['an empty secret in the body', byPost('till', ''), { challenge: false, asked: [] }],
    ['an empty secret in the header', byBasic('till:'), { challenge: true, asked: [] }],
    ['an unknown client in the body', byPost('nobody', 'x'), { challenge: false, asked: [] }],
    ['an unknown client in the header', byBasic('nobody:x'), { challenge: true, asked: [] }],
    ['a secret of 1,025 characters', byPost('till', 's'.repeat(1025)), { challenge: false, asked: [] }],
    ['an identifier of 1,025 characters', byPost('t'.repeat(1025), 'x'), { challenge: false, asked: [] }],
    [
      'another client_id in the body',
      { ...byBasic('till:till-secret'), fields: { client_id: 'other' } },
      { challenge: true, asked: [] },
    ],
    [
      'a Bearer header',
      { client: null, headers: { Authorization: 'Bearer abc' } },
      { challenge: true, asked: [] },
    ],
    [
      'a scheme nobody knows',
      { client: null, headers: { Authorization: 'Basics dGlsbDp4' } },
      { challenge: true, asked: [] },
    ],
  ])('refuses %s', async (_name, sent, { challenge, asked }) => {
    const host = watchedHost();
    expectRefusal(await at.send(host, sent), [401, 'invalid_client'], { challenge });
    expect(host.secrets).toEqual(asked);
    await expectNothingAsked(host);
  });

  it.each<[string, Record<string, string>]>([
    ['Base64 that is none', { Authorization: 'Basic %%%' }],
    ['no Base64 at all', { Authorization: 'Basic' }],
    ['no colon', basic('tillsecret')],
    ['no identifier', basic(':secret')],
  ])('takes a Basic header with %s for a malformed request', async (_name, headers) => {
    const host = watchedHost();
    const res = await at.send(host, { client: null, headers });
    expectRefusal(res, [400, 'invalid_request'], { description: 'The Authorization header is malformed.' });
    expect(host.secrets).toEqual([]);
    await expectNothingAsked(host);
  });

  const assertion = {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: 'a.b.c',
  };

  it.each<[string, FormPost]>([
    [
      'header and body',
      { ...byBasic('till:till-secret'), fields: { client_id: 'till', client_secret: 'till-secret' } },
    ],
    ['header and assertion', { ...byBasic('till:till-secret'), fields: assertion }],
    ['secret and assertion', { fields: assertion }],
    ['all three', { headers: basic('till:till-secret'), fields: assertion }],
    ['a Bearer header and a secret', { headers: { Authorization: 'Bearer abc' } }],
  ])('refuses two mechanisms at once: %s', async (_name, sent) => {
    const host = watchedHost();
    expectRefusal(await at.send(host, sent), [400, 'invalid_request'], {
      description: 'More than one client authentication mechanism was used.',
    });
    expect(host.secrets).toEqual([]);
    await expectNothingAsked(host);
  });

  it('does not count credentials in the query', async () => {
    const path = at.endpoint === 'token' ? '/token' : '/bc-authorize';
    const host = watchedHost();
    const res = await post(host, `${path}?client_id=till&client_secret=till-secret`, {
      client: null,
      fields: { grant_type: CIBA_GRANT },
    });
    expectRefusal(res, [401, 'invalid_client']);
  });
});

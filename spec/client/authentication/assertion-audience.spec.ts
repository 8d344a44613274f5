import type { AssertionAudience } from '../../../lib/client/authentication/assertion-audience.js';
import {
  assertionOf,
  bearing,
  ISSUER,
  type SigningClient,
  signers,
} from '../../support/client-assertions.ts';
import { expectUnproven, type WatchedHost, watchedHost } from '../../support/client-host.ts';
import { testHost } from '../../support/host.js';
import { type EndpointCase, endpoints, expectPassed } from '../../support/http-endpoints.js';

const [client] = signers as readonly [SigningClient];
const { client_id } = client;
const BACKCHANNEL = `${ISSUER}/oauth/bc-authorize`;
const TOKEN = 'https://tokens.example.com/t?x=1';
const ALIASES = {
  backchannelAuthentication: 'https://mtls.example.com/bc-authorize',
  token: 'https://mtls.example.com/token',
};
const TYPE = 'client-authentication+jwt';
const TEXTS = {
  issuer: "aud of the client assertion must be the issuer alone (assertionAudience is 'issuer').",
  'ciba-core':
    "aud of the client assertion must be the issuer or an endpoint (assertionAudience is 'ciba-core').",
};

const hostOf = (assertionAudience?: AssertionAudience): WatchedHost =>
  watchedHost({
    clients: signers,
    endpoints: { backchannelAuthentication: BACKCHANNEL, token: TOKEN },
    mtlsEndpoints: ALIASES,
    ...(assertionAudience && { assertionAudience }),
  });

describe.each(endpoints)('the audience of an assertion at the $endpoint endpoint', (at) => {
  const takes = async (host: WatchedHost, aud: unknown, typ?: string): Promise<void> => {
    const sent = bearing(assertionOf(client, { claims: { aud }, header: { typ } }));
    expectPassed(await at.send(host, sent), at);
  };
  const refuses = async (setting: AssertionAudience, aud: unknown, typ?: string): Promise<void> => {
    const host = hostOf(setting);
    const res = await at.send(host, bearing(assertionOf(client, { claims: { aud }, header: { typ } })));
    expectUnproven(host, res, at, { reason: 'audience', client_id, description: TEXTS[setting] });
  };

  it('takes the issuer, as text or alone in a list', async () => {
    for (const aud of [ISSUER, [ISSUER]]) {
      await takes(hostOf(), aud);
      await takes(hostOf('issuer'), aud);
      await takes(hostOf('issuer'), aud, TYPE);
    }
  });

  it('refuses the URL of an endpoint as audience', async () => {
    for (const url of [BACKCHANNEL, TOKEN, ...Object.values(ALIASES)]) {
      await refuses('issuer', url);
      await refuses('issuer', [url]);
    }
  });

  it('refuses a list of two audiences, the issuer among them', async () => {
    await refuses('issuer', [ISSUER, TOKEN]);
    await refuses('issuer', [ISSUER, 'https://other.example.com']);
    await refuses('issuer', [ISSUER, ISSUER]);
  });

  const strange: readonly (readonly [string, unknown])[] = [
    ['the issuer and a slash', `${ISSUER}/`],
    ['the issuer in another case', ISSUER.toUpperCase()],
    ['the issuer and its port', `${ISSUER}:443`],
    ['the issuer behind a space', ` ${ISSUER}`],
    ['the beginning of the issuer', ISSUER.slice(0, -1)],
    ['the host alone', 'as.example.com'],
    ['another issuer', 'https://other.example.com'],
    ['the client itself', client_id],
    ['nothing', ''],
    ['a list in a list', [[ISSUER]]],
  ];
  it.each(strange)('refuses %s as audience under either setting', async (_name, aud) => {
    await refuses('issuer', aud);
    await refuses('ciba-core', aud);
  });

  it.each<[string, unknown]>([
    ['the issuer', ISSUER],
    ['the backchannel endpoint', BACKCHANNEL],
    ['the token endpoint', TOKEN],
    ['the issuer alone in a list', [ISSUER]],
    ['an endpoint alone in a list', [TOKEN]],
    ['a list of all three', [ISSUER, BACKCHANNEL, TOKEN]],
    ['a list with somebody else', ['https://other.example.com', BACKCHANNEL]],
  ])('under ciba-core takes as audience: %s', (_name, aud) => takes(hostOf('ciba-core'), aud));

  it('under ciba-core takes the URLs of mtlsEndpoints as audience', async () => {
    for (const url of Object.values(ALIASES)) await takes(hostOf('ciba-core'), url);
  });

  it.each<[string, unknown]>([
    ['an endpoint and a slash', `${BACKCHANNEL}/`],
    ['an endpoint and a query', `${BACKCHANNEL}?a`],
    ['an endpoint without its query', 'https://tokens.example.com/t'],
    ['the URL that the endpoint would have by default', `${ISSUER}/token`],
    ['a list with what is no text', [ISSUER, 5]],
    ['a list with null', [null, TOKEN]],
    ['two other servers', ['https://one.example.com', 'https://two.example.com']],
  ])('under ciba-core refuses as audience: %s', (_name, aud) => refuses('ciba-core', aud));

  it('under ciba-core holds an assertion typed as client authentication to the issuer', async () => {
    for (const typ of [TYPE, TYPE.toUpperCase(), `application/${TYPE}`]) {
      await takes(hostOf('ciba-core'), ISSUER, typ);
      await takes(hostOf('ciba-core'), [ISSUER], typ);
      for (const aud of [TOKEN, BACKCHANNEL, [BACKCHANNEL], [ISSUER, TOKEN]])
        await refuses('ciba-core', aud, typ);
    }
  });
});

describe('the audience of an assertion without mtlsEndpoints', () => {
  it.each(endpoints)(
    'under ciba-core is the published URL of the $endpoint endpoint',
    async (at: EndpointCase) => {
      const host = testHost({ clients: signers, assertionAudience: 'ciba-core' });
      for (const path of ['bc-authorize', 'token'])
        expectPassed(
          await at.send(host, bearing(assertionOf(client, { claims: { aud: `${ISSUER}/${path}` } }))),
          at,
        );
    },
  );
});

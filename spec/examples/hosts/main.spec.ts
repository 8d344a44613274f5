import { startExampleProcess } from './support/example-process.js';

it.each([
  ['oauth2-server-3', '/oauth'],
  ['hand-rolled', ''],
  ['oauth2orize', '/oauth'],
  ['mcp', ''],
  ['reverse-proxy', ''],
])(
  'the example %s starts by its main.ts, and is found at the address it prints',
  async (name, mount) => {
    const host = await startExampleProcess(name);
    const document = await (await fetch(`${host.url}/.well-known/openid-configuration`)).json();
    expect(document).toMatchObject({
      jwks_uri: `${host.url}/jwks`,
      token_endpoint: `${host.url}${mount}/token`,
      backchannel_authentication_endpoint: `${host.url}${mount}/bc-authorize`,
    });
    await host.close();
  },
  60_000,
);

import { AuthClient } from '@auth0/auth0-auth-js';
import type { Auth0Call } from './auth0-process.js';

/** Makes one call of the SDK and prints what came of it; which authorities it trusts is for NODE_EXTRA_CA_CERTS to say. */
async function main({ method, options, ...client }: Auth0Call): Promise<unknown> {
  const sdk = new AuthClient(client);
  try {
    return { answer: await sdk[method](options as never) };
  } catch (error) {
    const { code, statusCode, cause } = error as Readonly<Record<string, unknown>>;
    return { refusal: { code, statusCode, cause } };
  }
}

console.log(JSON.stringify(await main(JSON.parse(process.argv[2] ?? ''))));

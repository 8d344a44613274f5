import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as openid from 'openid-client';
import { HttpsHost } from './support/https-host.js';
import { ACCOUNT, PAYMENT, TYPES } from './support/payments.js';

jest.setTimeout(30_000);

const ASK = { scope: 'openid', login_hint: 'alice' };
const [ORDERS, INVOICES] = ['https://orders.example.com', 'https://invoices.example.com/v1'] as const;

describe('openid-client with authorization data', () => {
  let host: HttpsHost;
  let client: openid.Configuration;

  beforeAll(async () => {
    host = await HttpsHost.start({ authorizationDetails: TYPES });
    client = await host.discover();
  });
  afterAll(() => host.close());

  const poll = openid.pollBackchannelAuthenticationGrant;
  const ask = (more: Record<string, string> | readonly (readonly [string, string])[]) => {
    const parameters = new URLSearchParams(ASK);
    for (const [name, value] of Array.isArray(more) ? more : Object.entries(more))
      parameters.append(name, value);
    return openid.initiateBackchannelAuthentication(client, parameters);
  };
  const details = (...all: object[]) => ({ authorization_details: JSON.stringify(all) });

  it('is told which types of authorization_details there are', () => {
    expect(client.serverMetadata().authorization_details_types_supported).toEqual(['payment', 'account']);
  });

  it('has its authorization_details shown to the user, and hears in the token response what was granted of them', async () => {
    const asked = await ask(details(PAYMENT, ACCOUNT));
    expect(host.asked.at(-1)?.authorization_details).toEqual([PAYMENT, ACCOUNT]);
    const granted = [{ ...PAYMENT, amount: 60 }];
    await host.approve({ authorization_details: granted });
    const tokens = await poll(client, asked);
    expect(tokens.authorization_details).toEqual(granted);
    expect(host.grants.at(-1)?.authorization_details).toEqual(granted);
  });

  it('gets all that it asked for where the user narrows nothing', async () => {
    const asked = await ask(details(PAYMENT, ACCOUNT));
    await host.approve();
    expect((await poll(client, asked)).authorization_details).toEqual([PAYMENT, ACCOUNT]);
  });

  it('asks at the token endpoint for a part of what was granted, and for no more of it', async () => {
    const asked = await ask(details(PAYMENT, ACCOUNT));
    await host.approve({ authorization_details: [{ ...PAYMENT, amount: 60 }, ACCOUNT] });
    const more = details({ ...PAYMENT, amount: 61 });
    await expect(poll(client, asked, more)).rejects.toMatchObject({
      status: 400,
      error: 'invalid_authorization_details',
    });
    const part = { ...PAYMENT, amount: 40 };
    expect((await poll(client, asked, details(part))).authorization_details).toEqual([part]);
    expect(host.grants.at(-1)?.authorization_details).toEqual([part]);
  });

  it.each([
    ['of an unknown type', { type: 'gift' }],
    ['that its type refuses', { ...PAYMENT, amount: '100' }],
  ])('is refused with authorization_details %s', async (_what, detail) => {
    await expect(ask(details(detail))).rejects.toMatchObject({
      status: 400,
      error: 'invalid_authorization_details',
    });
  });

  it('names two resources, and asks for a token for one of them', async () => {
    const asked = await ask([
      ['resource', ORDERS],
      ['resource', INVOICES],
    ]);
    expect(host.asked.at(-1)?.resource).toEqual([ORDERS, INVOICES]);
    await host.approve();
    const other = poll(client, asked, { resource: 'https://other.example.com' });
    await expect(other).rejects.toMatchObject({ status: 400, error: 'invalid_target' });
    await poll(client, asked, { resource: INVOICES });
    expect(host.grants.at(-1)?.resource).toEqual([INVOICES]);
  });

  it('gets a token for both resources where it asks for no part of them', async () => {
    const asked = await ask([
      ['resource', ORDERS],
      ['resource', INVOICES],
    ]);
    await host.approve();
    await poll(client, asked);
    expect(host.grants.at(-1)?.resource).toEqual([ORDERS, INVOICES]);
  });
});

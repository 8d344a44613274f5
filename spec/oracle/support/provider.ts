import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errors, Provider } from 'oidc-provider';
import { type ProviderSetup, providerConfiguration } from './provider-configuration.js';

/** What the spec asks of the process between two requests. */
export type ProviderOrder =
  | { readonly order: 'approve' | 'deny'; readonly authReqId: string }
  | { readonly order: 'shift'; readonly seconds: number };

const now = Date.now;
let shifted = 0;
// It has no clock of its own that could be replaced.
Date.now = () => now() + shifted;

async function start(setup: ProviderSetup): Promise<Provider> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, providerConfiguration(setup));
  const serve = provider.callback();
  server.on('request', (req, res) => void serve(req, res));
  process.send?.({ issuer });
  return provider;
}

async function obey(provider: Provider, order: ProviderOrder): Promise<void> {
  if (order.order === 'shift') shifted += order.seconds * 1000;
  else if (order.order === 'deny')
    await provider.backchannelResult(order.authReqId, new errors.AccessDenied());
  else await approve(provider, order.authReqId);
  process.send?.({ done: true });
}

async function approve(provider: Provider, authReqId: string): Promise<void> {
  const request = await provider.BackchannelAuthenticationRequest.find(authReqId);
  if (request === undefined) throw new Error('there is no such request');
  const { accountId, clientId } = request;
  const grant = new provider.Grant({ accountId, clientId: clientId as string });
  grant.addOIDCScope('openid profile');
  await provider.backchannelResult(request, await grant.save());
}

// Without the one who asks it has nothing to do here.
process.once('disconnect', () => process.exit());
const [setup] = (await once(process, 'message')) as [ProviderSetup];
const provider = await start(setup);
process.on('message', (order: ProviderOrder) => void obey(provider, order));

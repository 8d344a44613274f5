import * as openid from 'openid-client';
import { rawPoll } from './support/demo-client.js';
import { OpenidClient, SECRET } from './support/openid-client.js';

it('openid-client is slowed down by a poll right before its own, and still gets tokens', async () => {
  const client = await OpenidClient.discover(openid.ClientSecretPost(SECRET));
  const asked = await client.ask('bob', 'slow down');
  const raw: unknown[] = [];
  client.beforePoll = async () => {
    if (raw.length === 0) raw.push((await rawPoll(client.url, asked.auth_req_id)).body.error);
  };
  const polling = openid.pollBackchannelAuthenticationGrant(client.configuration, asked);
  await client.polled();
  await client.decide('bob', 'slow down', 'approve');
  expect((await polling).claims()?.sub).toBe('bob');
  expect({ raw, polls: client.polls }).toEqual({
    raw: ['authorization_pending'],
    polls: ['slow_down', 'tokens'],
  });
  await client.close();
}, 60_000);

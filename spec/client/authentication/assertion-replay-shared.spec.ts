import { redisStore } from '../../../lib/store/redis/redis-store.js';
import { assertionOf, bearing, type SigningClient, signers } from '../../support/client-assertions.ts';
import { useRedis } from '../../support/contract-redis.ts';
import { type TestHost, testHost } from '../../support/host.js';
import { expectRefusal } from '../../support/http-answers.js';
import { type EndpointCase, endpoints, expectPassed } from '../../support/http-endpoints.js';

const [client] = signers as readonly [SigningClient];

describe('the jti of an assertion in a Redis that several hosts share', () => {
  const redis = useRedis();
  const hostOf = (issuer = 'https://as.example.com'): TestHost =>
    testHost({ issuer, clients: signers, store: redisStore(redis.client, { keyPrefix: redis.keyPrefix }) });

  it('is spent for all of them, at either endpoint', async () => {
    const [one, two] = [hostOf(), hostOf()];
    const [backchannel, token] = endpoints as [EndpointCase, EndpointCase];
    const assertion = assertionOf(client);
    expectPassed(await backchannel.send(one, bearing(assertion)), backchannel);
    expectRefusal(await backchannel.send(two, bearing(assertion)), [401, 'invalid_client']);
    expectRefusal(await token.send(two, bearing(assertion)), [401, 'invalid_client']);
  });

  it('is spent by exactly one of many requests at once', async () => {
    const hosts = [hostOf(), hostOf(), hostOf()];
    const [backchannel] = endpoints as [EndpointCase];
    const sent = bearing(assertionOf(client));
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => backchannel.send(hosts[n % 3] as TestHost, sent)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(29);
  });

  it('is not spent at another issuer', async () => {
    const [one, other] = [hostOf(), hostOf('https://other.example.com')];
    const [backchannel] = endpoints as [EndpointCase];
    const jti = 'same';
    expectPassed(await backchannel.send(one, bearing(assertionOf(client, { claims: { jti } }))), backchannel);
    const aud = 'https://other.example.com';
    const sent = bearing(assertionOf(client, { claims: { jti, aud } }));
    expectPassed(await backchannel.send(other, sent), backchannel);
  });
});

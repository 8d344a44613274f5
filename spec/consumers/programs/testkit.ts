import * as ciba from 'express-ciba';
import * as testing from 'express-ciba/testing';

// What a host's own test writes with the test kit: every compiler of the matrix must accept it.

export async function tokensOf(
  adapter: ciba.CibaAdapter,
  signingKey: ciba.Jwk,
): Promise<testing.WireMessage> {
  const clock: testing.TestClock = testing.testClock();
  const instance = ciba.createCiba({
    issuer: 'https://as.example.com',
    store: ciba.memoryStore({ now: clock.now }),
    adapter,
    idToken: { keys: [signingKey] },
  });
  const app = (req: ciba.Incoming, res: Parameters<ciba.Handler>[1]): void =>
    instance.router(req, res, () => res.end());
  const till: testing.TestClient = testing.testClient({
    app,
    clock,
    client: { client_id: 'till', client_secret: 's' },
  });
  const alice: testing.SimulatedUser = testing.simulatedUser(instance, { sub: 'alice' });
  const { body } = await till.request({ login_hint: 'alice' });
  await alice.approve();
  return till.pollUntilDone(body.auth_req_id);
}

// @ts-expect-error a client says whom it asks, and as whom
testing.testClient({});

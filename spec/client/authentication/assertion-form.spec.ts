import {
  assertionOf,
  bearing,
  goodClaims,
  type SigningClient,
  signers,
} from '../../support/client-assertions.ts';
import { expectUnproven, watchedHost } from '../../support/client-host.ts';
import { segment } from '../../support/client-jws.ts';
import { expectRefusal } from '../../support/http-answers.js';
import { endpoints, expectPassed } from '../../support/http-endpoints.js';

const LONGEST = 32_768;
const cases = endpoints.flatMap((at) =>
  signers.map((client) => ({ ...at, at, client, alg: client.key.alg })),
);
const [client] = signers as readonly [SigningClient];
const { client_id } = client;

/** A good assertion of exactly this many characters. */
function ofLength(length: number): string {
  for (let header = 0; ; header += 1) {
    for (let more = Math.floor(length * 0.74); more > 0; more -= 1) {
      const claims = { padding: 'x'.repeat(more) };
      const assertion = assertionOf(client, { header: { padding: 'x'.repeat(header) }, claims });
      if (assertion.length === length) return assertion;
      if (assertion.length < length) break;
    }
  }
}

describe.each(cases)('the form of an assertion by $alg at the $endpoint endpoint', ({ at, client }) => {
  it.each<[string, (assertion: string) => string]>([
    ['text', () => 'assertion'],
    ['two dots', () => '..'],
    ['its identifier', () => client.client_id],
    ['two parts', (assertion) => assertion.replace(/\.[^.]*$/, '')],
    ['four parts', (assertion) => `${assertion}.AAAA`],
    [
      'five parts, as of a JWE',
      (assertion) => `${segment({ alg: 'dir', enc: 'A128GCM' })}..AAAA.${assertion.split('.')[1]}.AAAA`,
    ],
    ['JSON', (assertion) => jsonOf(assertion)],
    ['its claims alone', (assertion) => Buffer.from(assertion.split('.')[1]!, 'base64url').toString()],
    ['padded', (assertion) => `${assertion}==`],
    ['in the plain alphabet of Base64', (assertion) => assertion.replace(/\.[^.]*$/, '.AA+/')],
    ['followed by a space', (assertion) => `${assertion} `],
    ['followed by a line break', (assertion) => `${assertion}\n`],
    ['behind a space', (assertion) => ` ${assertion}`],
    ['behind a scheme', (assertion) => `Bearer ${assertion}`],
  ])('refuses one that is %s', async (_name, spoil) => {
    const host = watchedHost({ clients: signers });
    const res = await at.send(host, bearing(spoil(assertionOf(client))));
    expectUnproven(host, res, at, { reason: 'no_credentials' });
  });

  it.each<[string, string]>([
    ['an array', JSON.stringify([goodClaims(client)])],
    ['text', JSON.stringify(client.client_id)],
    ['null', 'null'],
    ['no JSON', '{"iss":'],
    ['nothing', ''],
    ['two objects', '{}{}'],
    ['too deep to be an object', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ])('refuses claims that are %s', async (_name, payload) => {
    const host = watchedHost({ clients: signers });
    const res = await at.send(host, bearing(assertionOf(client, { payload })));
    expectUnproven(host, res, at, { reason: 'no_credentials' });
  });

  it('goes by the last of two members with one name, as the signature was made for it', async () => {
    const payload = JSON.stringify(goodClaims(client)).replace('{', '{"sub":"till","exp":1,');
    const host = watchedHost({ clients: signers });
    expectPassed(await at.send(host, bearing(assertionOf(client, { payload }))), at);
  });
});

describe.each(endpoints)('the length of an assertion at the $endpoint endpoint', (at) => {
  it('may be 32,768 characters', async () => {
    const host = watchedHost({ clients: signers });
    expectPassed(await at.send(host, bearing(ofLength(LONGEST))), at);
  });

  it.each([LONGEST + 1, 60_000])('may not be %i characters', async (length) => {
    const host = watchedHost({ clients: signers });
    const res = await at.send(host, bearing(ofLength(length)));
    expectUnproven(host, res, at, { reason: 'no_credentials' });
  });

  it('may not be 64 KiB, for then there is no form', async () => {
    const host = watchedHost({ clients: signers });
    const res = await at.send(host, bearing('x'.repeat(65_536)));
    if (at.endpoint === 'backchannel') expectRefusal(res, [400, 'invalid_request']);
    else expect(res.body).toEqual({ from: 'the host' });
    expect([host.stored, host.notified, host.failures]).toEqual([[], [], []]);
  });

  it.each<[string, string]>([
    [
      'a deep claim',
      `{"iss":"${client_id}","sub":"${client_id}","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
    ],
    [
      'many claims',
      `{"sub":"${client_id}"${Array.from({ length: 2000 }, (_, n) => `,"${n}":${n}`).join('')}}`,
    ],
  ])('may hold %s, and is refused for its signature', async (_name, payload) => {
    const host = watchedHost({ clients: signers });
    const res = await at.send(host, bearing(`${segment({ alg: 'ES256' })}.${segment(payload)}.AAAA`));
    expectUnproven(host, res, at, { reason: 'signature', client_id });
  });
});

/** The same in the JSON serialization. RFC 7515 §7.2. */
function jsonOf(assertion: string): string {
  const [header, payload, signature] = assertion.split('.');
  return JSON.stringify({ payload, protected: header, signature });
}

import { RSA_VARIANTS, VARIANTS, type Variant } from './support/clients.js';
import { expectAcknowledged, expectError } from './support/expect.js';
import { suiteHost } from './support/host.js';
import type { Asking, Plan } from './support/plan.js';
import {
  authentication,
  type Claims,
  nowSeconds,
  signed,
  signedBadly,
  signedByRs256,
  unsecured,
} from './support/signing.js';

const host = suiteHost();

const INVALID_REQUEST = [400, 'invalid_request'] as const;

/** What is wrong with a request that is right in all else, by the name of the suite's module. */
const WRONG: readonly (readonly [module: string, rule: string, change: (plan: Plan) => Asking])[] = [
  ['missing-aud', 'refuses one for nobody', () => without('aud')],
  ['bad-aud', 'refuses one for somebody else', () => having({ aud: 'https://elsewhere.example.com/' })],
  ['missing-iss', 'refuses one of nobody', () => without('iss')],
  ['bad-iss', 'refuses one of another client', ({ second }) => having({ iss: second.id })],
  ['missing-exp', 'refuses one without end', () => without('exp')],
  ['expired-exp', 'refuses one that has ended', () => having({ exp: inMinutes(-60) })],
  ['exp-is-70-minutes-in-future', 'refuses one that lasts too long', () => having({ exp: inMinutes(70) })],
  ['missing-iat', 'refuses one without its time', () => without('iat')],
  ['missing-nbf', 'refuses one without beginning', () => without('nbf')],
  ['nbf-is-10-minutes-in-future', 'refuses one ahead of its time', () => having({ nbf: inMinutes(10) })],
  ['nbf-is-70-minutes-in-past', 'refuses one that lasted too long', () => having({ nbf: inMinutes(-70) })],
  ['missing-jti', 'refuses one without an identifier', () => without('jti')],
  ['signature-algorithm-is-none', 'refuses one that is not signed', () => ({ sign: unsecured })],
  ['signature-algorithm-is-bad', 'refuses one whose signature is broken', () => ({ sign: signedBadly })],
  [
    'signed-by-other-client',
    "refuses one of another client's key",
    ({ second }) => ({ sign: (claims) => signed(claims, second.key) }),
  ],
];

describe.each(VARIANTS)('request objects with %s', (variant) => {
  it.each(WRONG)('fapi-ciba-id1-ensure-request-object-%s-fails: %s', async (_module, _rule, change) => {
    await expectRefused(variant, change(host.plan(variant)));
  });

  it('fapi-ciba-id1-ensure-authorization-request-with-multiple-hints-fails: refuses two hints before it looks at either', async () => {
    const hints = { login_hint: 'nobody@example.com', login_hint_token: 'x'.repeat(20) };
    await expectRefused(variant, { parameters: hints });
  });

  it('fapi-ciba-id1-ensure-unsigned-backchannel-authorization-request-fails: refuses parameters in the open', async () => {
    const plan = host.plan(variant);
    const { first, server } = plan;
    const proof = await authentication(first, server.backchannel_authentication_endpoint);
    const open = { ...proof, ...plan.parameters(first) };
    const answer = await plan.post(plan.backchannelEndpoint, open, first);
    expectError(answer, INVALID_REQUEST);
  });
});

it.each(RSA_VARIANTS)(
  'fapi-ciba-id1-ensure-request-object-signature-algorithm-is-RS256-fails: refuses RS256 with %s',
  async (variant) => {
    await expectRefused(variant, { sign: signedByRs256 });
  },
);

/** The request is refused for this change alone: without it, the server takes it. */
async function expectRefused(variant: Variant, change: Asking): Promise<void> {
  const plan = host.plan(variant);
  expectError(await plan.ask(plan.first, change), INVALID_REQUEST);
  expectAcknowledged(await plan.ask(plan.first));
}

function without(name: string): Asking {
  return { claims: ({ [name]: _left, ...claims }) => claims };
}

function having(wrong: Claims): Asking {
  return { claims: (claims) => ({ ...claims, ...wrong }) };
}

function inMinutes(minutes: number): number {
  return nowSeconds() + minutes * 60;
}

import { CibaError } from '../../lib/errors.js';
import { type TestHost, testHost, till } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { ask, type Fields, type FormPost, standardFields, start } from '../support/http-requests.js';

/** One fault of a request and the refusal that it earns. */
interface Fault {
  readonly name: string;
  readonly refusal: readonly [number, string];
  readonly description?: string;
  readonly fields?: Fields;
  readonly sent?: FormPost;
}

/** In the order in which they are judged. CIBA Core 1.0 §7.2. */
const faults: readonly Fault[] = [
  { name: 'a repeated parameter', refusal: [400, 'invalid_request'], fields: { user_code: ['1', '2'] } },
  {
    name: 'a client that is not known',
    refusal: [401, 'invalid_client'],
    sent: { client: { ...till, client_secret: 'wrong' } },
  },
  {
    name: 'a client without the grant',
    refusal: [400, 'unauthorized_client'],
    sent: { client: { ...till, client_id: 'plain' } },
  },
  {
    name: 'request_uri',
    refusal: [400, 'invalid_request'],
    description: 'request_uri is not supported.',
    fields: { request_uri: 'urn:x' },
  },
  { name: 'a scope without openid', refusal: [400, 'invalid_scope'], fields: { scope: 'pay' } },
  { name: 'a relative resource', refusal: [400, 'invalid_target'], fields: { resource: 'api' } },
  {
    name: 'malformed details',
    refusal: [400, 'invalid_authorization_details'],
    fields: { authorization_details: '{}' },
  },
  {
    name: 'a malformed expiry',
    refusal: [400, 'invalid_request'],
    description: 'requested_expiry must be a positive whole number of seconds.',
    fields: { requested_expiry: '0' },
  },
  {
    name: 'a malformed context',
    refusal: [400, 'invalid_request'],
    description: 'request_context must be a JSON object.',
    fields: { request_context: '[]' },
  },
  {
    name: 'a control character in the message',
    refusal: [400, 'invalid_binding_message'],
    fields: { binding_message: '\n' },
  },
  {
    name: 'a second hint',
    refusal: [400, 'invalid_request'],
    description: 'Only one hint may be sent.',
    fields: { id_token_hint: 'x' },
  },
  { name: 'an unknown user', refusal: [400, 'unknown_user_id'], fields: { login_hint: 'nobody' } },
  { name: 'a wrong user code', refusal: [400, 'invalid_user_code'], fields: { user_code: 'wrong' } },
  {
    name: 'what the policy refuses',
    refusal: [400, 'expired_login_hint_token'],
    fields: { audience: 'refused' },
  },
];

function strictHost(): TestHost {
  const client = { ...till, backchannel_user_code_parameter: true };
  const { grant_types: _none, ...plain } = client;
  let audience: string | null = null;
  return testHost({
    clients: [client, { ...plain, client_id: 'plain' }],
    adapter: {
      resolveUser: ({ login_hint }, { params }) => {
        audience = params.get('audience');
        return login_hint === 'nobody' ? undefined : { sub: login_hint ?? '' };
      },
      verifyUserCode: (_user, code) => code === '1234',
      validateRequest: () => {
        if (audience === 'refused') throw new CibaError('expired_login_hint_token');
      },
    },
  });
}

/** A request with these faults, the earliest winning where two concern the same parameter. */
function faulty(faulted: readonly Fault[]): { fields: Fields; sent: FormPost } {
  const latestFirst = [...faulted].reverse();
  return {
    fields: Object.assign({ user_code: '1234' }, ...latestFirst.map(({ fields }) => fields)),
    sent: Object.assign({}, ...latestFirst.map(({ sent }) => sent)),
  };
}

describe('the order of the checks', () => {
  it('leaves nothing to refuse in a request without faults', async () => {
    await start(strictHost(), { ...standardFields, user_code: '1234' });
  });

  it.each(faults)('refuses $name', async (fault) => {
    const host = strictHost();
    const { fields, sent } = faulty([fault]);
    expectRefusal(await ask(host, fields, sent), fault.refusal, described(fault));
    await expectNothingAsked(host);
  });

  const pairs = faults.slice(0, -1).map((first, at) => ({ first, second: faults[at + 1]! }));

  it.each(pairs)('judges $first.name before $second.name', async ({ first, second }) => {
    const host = strictHost();
    const { fields, sent } = faulty([first, second]);
    expectRefusal(await ask(host, fields, sent), first.refusal, described(first));
    await expectNothingAsked(host);
  });

  it.each(faults)('judges $name before everything after it', async (fault) => {
    const { fields, sent } = faulty(faults.slice(faults.indexOf(fault)));
    expectRefusal(await ask(strictHost(), fields, sent), fault.refusal, described(fault));
  });

  it('judges the caps last, so that a refused request never counts', async () => {
    const host = strictHost();
    for (const fault of faults) {
      const { fields, sent } = faulty([fault]);
      await ask(host, fields, sent);
    }
    for (let round = 0; round < 3; round++) await start(host, { user_code: '1234' });
    expectRefusal(await ask(host, { user_code: '1234' }), [403, 'access_denied']);
    expectRefusal(await ask(host, { user_code: 'wrong' }), [400, 'invalid_user_code']);
  });
});

function described({ description }: Fault): { description?: string } {
  return description === undefined ? {} : { description };
}

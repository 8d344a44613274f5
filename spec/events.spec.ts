import { describe, expect, it } from '@jest/globals';
import type { CibaEventName } from '../lib/events.js';
import { eventHub } from '../lib/events.js';
import { type TestHost, testHost, till } from './support/host.js';
import { ask, poll, start } from './support/http-requests.js';
import { askSigned, signedFields, signerOf, signers } from './support/signed-request.js';

const names: readonly CibaEventName[] = [
  'requested',
  'approved',
  'denied',
  'failed',
  'cancelled',
  'expired',
  'redeemed',
  'reuse',
  'delivered',
  'deliveryDeferred',
  'undeliverable',
  'clientAuthenticationFailed',
  'clientKeysUnavailable',
  'issuerKeysUnavailable',
  'decoyed',
  'bounded',
  'limited',
  'reported',
  'unblocked',
  'refused',
  'mismatched',
  'profile',
  'mitigations',
];

/** Everything that a host tells, in order, but for what it says of itself at start-up. */
function told(host: TestHost): (readonly [CibaEventName, unknown])[] {
  const events: (readonly [CibaEventName, unknown])[] = [];
  const ofRequests = names.filter((name) => name !== 'mitigations');
  for (const name of ofRequests) host.ciba.on(name, (event) => events.push([name, event]));
  return events;
}

const by = { sub: 'alice' };

/** What happens to a pending request, and what is told of it after `requested`. */
const stories: readonly {
  readonly name: string;
  readonly happens: (host: TestHost, ids: { id: string; authReqId: string }) => Promise<unknown>;
  readonly events: readonly (readonly [CibaEventName, object?])[];
}[] = [
  { name: 'nothing', happens: async () => {}, events: [] },
  { name: 'a poll', happens: (host, { authReqId }) => poll(host, authReqId), events: [] },
  { name: 'an approval', happens: ({ ciba }, { id }) => ciba.approve(id, by), events: [['approved']] },
  { name: 'a denial', happens: ({ ciba }, { id }) => ciba.deny(id, by), events: [['denied']] },
  {
    name: 'a failure',
    happens: ({ ciba }, { id }) => ciba.fail(id, { reason: 'line_down' }),
    events: [['failed', { reason: 'line_down' }]],
  },
  { name: 'a withdrawal', happens: ({ ciba }, { id }) => ciba.cancel(id), events: [['cancelled']] },
  {
    name: 'a decision taken twice, and one that conflicts',
    happens: async ({ ciba }, { id }) => {
      await ciba.deny(id, by);
      await ciba.deny(id, by);
      await ciba.approve(id, by);
      await ciba.cancel(id);
    },
    events: [['denied']],
  },
  {
    name: 'a decision of another user',
    happens: ({ ciba }, { id }) => ciba.approve(id, { sub: 'bob' }),
    events: [],
  },
  {
    name: 'a redemption, and the id again, twice',
    happens: async (host, { id, authReqId }) => {
      await host.ciba.approve(id, by);
      for (let round = 0; round < 3; round++) await poll(host, authReqId);
    },
    events: [['approved'], ['redeemed'], ['reuse'], ['reuse']],
  },
  {
    name: 'polls after the lifetime',
    happens: async (host, { authReqId }) => {
      host.clock.advance(300_000);
      for (let round = 0; round < 3; round++) await poll(host, authReqId);
    },
    events: [['expired']],
  },
  {
    name: 'a poll after an approval that nobody fetched',
    happens: async (host, { id, authReqId }) => {
      await host.ciba.approve(id, by);
      host.clock.advance(300_000);
      await poll(host, authReqId);
    },
    events: [['approved'], ['expired']],
  },
  {
    name: 'a poll after a denial has grown old',
    happens: async (host, { id, authReqId }) => {
      await host.ciba.deny(id, by);
      host.clock.advance(300_000);
      await poll(host, authReqId);
    },
    events: [['denied']],
  },
];

describe('the events of a request', () => {
  it.each(stories)('after $name', async ({ happens, events }) => {
    const host = testHost();
    const seen = told(host);
    const ids = await start(host, {
      scope: 'openid pay',
      requested_expiry: '300',
      binding_message: 'hidden',
    });
    await happens(host, ids);
    const [selector] = ids.id.split('.');
    const request = { selector, client_id: 'till', sub: 'alice' };
    expect(seen).toEqual([
      ['requested', { ...request, delivery_mode: 'poll', scope: ['openid', 'pay'], expires_in: 300 }],
      ...events.map(([name, more]) => [name, { ...request, ...more }]),
    ]);
  });

  it.each([
    { name: 'an unknown user', fields: { login_hint: 'nobody' } },
    { name: 'a wrong scope', fields: { scope: 'x' } },
    { name: 'two hints', fields: { id_token_hint: 'x' } },
  ])('are none where the request is refused: $name', async ({ fields }) => {
    const host = testHost();
    const seen = told(host);
    await ask(host, fields);
    expect(seen).toEqual([]);
  });

  it('tell of a client that proved nothing, and why', async () => {
    const host = testHost();
    const seen = told(host);
    await ask(host, {}, { client: { ...till, client_secret: 'x' } });
    await ask(host, {}, { client: { ...till, client_id: 'unheard-of' } });
    await poll(host, 'x', { client: null });
    expect(seen).toEqual([
      ['clientAuthenticationFailed', { endpoint: 'backchannel', client_id: 'till', reason: 'secret' }],
      ['clientAuthenticationFailed', { endpoint: 'backchannel', reason: 'unknown_client' }],
      ['clientAuthenticationFailed', { endpoint: 'token', reason: 'no_credentials' }],
    ]);
  });

  it('tell of keys that cannot be had, and repeat neither path nor query', async () => {
    const jwks_uri = 'https://127.0.0.1:1/SECRET-PATH?SECRET=QUERY';
    const { client, key } = signerOf('ES256', { jwks: undefined, jwks_uri });
    const host = testHost({ clients: [client] });
    const seen = told(host);
    expect((await askSigned(host, { client, key })).status).toBe(400);
    expect(seen).toEqual([
      ['clientKeysUnavailable', { client_id: 'signer-ES256', reason: expect.any(String) }],
    ]);
    expect(JSON.stringify(seen)).not.toContain('SECRET');
  });

  it.each([
    ['nothing', {}],
    ['a signed request that is refused', { header: { alg: 'none' } }],
  ])('hold nothing of a signed request but its hash: %s', async (_name, wish) => {
    const host = testHost({ clients: [signers.ES256.client] });
    const seen = told(host);
    const claims = { jti: 'JTI', binding_message: 'MESSAGE', user_code: 'CODE', vendor: 'VENDOR' };
    const fields = signedFields(signers.ES256, { claims, ...wish });
    await ask(host, fields, { client: signers.ES256.client });
    const [header, payload, signature] = String(fields.request).split('.');
    for (const hidden of ['JTI', 'MESSAGE', 'CODE', 'VENDOR', 'login_hint', header, payload, signature])
      if (hidden) expect(JSON.stringify(seen)).not.toContain(hidden);
  });

  it('hold no secret, no hint and no token', async () => {
    const host = testHost();
    const seen = told(host);
    const { id, authReqId } = await start(host, { binding_message: 'MESSAGE', user_code: 'CODE' });
    await host.ciba.approve(id, { ...by, acr: 'ACR' });
    const { body } = await poll(host, authReqId);
    const secrets = [
      id.split('.')[1],
      authReqId.split('.')[1],
      body.access_token,
      body.id_token,
      'till-secret',
    ];
    for (const hidden of [...secrets, 'MESSAGE', 'CODE', 'login_hint']) {
      expect(JSON.stringify(seen)).not.toContain(hidden);
    }
  });
});

describe('the names of events', () => {
  it('are these, and another one is refused', () => {
    const hub = eventHub({ error: () => {} });
    for (const name of names) expect(typeof hub.on(name, () => {})).toBe('function');
    expect(() => hub.on('pinged' as CibaEventName, () => {})).toThrow(
      `unknown event pinged; known: ${names.join(', ')} (ERR_CIBA_EVENT)`,
    );
  });
});

describe('a listener', () => {
  it('that throws is logged and harms neither the request nor the others', async () => {
    const host = testHost();
    const heard: string[] = [];
    const broken = new Error('the audit log is full');
    host.ciba.on('requested', () => {
      throw broken;
    });
    host.ciba.on('requested', () => heard.push('second'));
    await start(host);
    expect(heard).toEqual(['second']);
    expect(host.logged).toEqual([[broken, 'a listener of the event requested threw']]);
  });

  it('hears until it is removed, and only that one is', async () => {
    const host = testHost();
    const heard: string[] = [];
    const remove = host.ciba.on('requested', () => heard.push('first'));
    host.ciba.on('requested', () => heard.push('second'));
    await start(host);
    remove();
    remove();
    await start(host);
    expect(heard).toEqual(['first', 'second', 'second']);
  });

  it('may remove itself while it hears', () => {
    const hub = eventHub({ error: () => {} });
    const heard: string[] = [];
    const remove = hub.on('approved', () => {
      heard.push('once');
      remove();
    });
    hub.on('approved', () => heard.push('always'));
    const event = { selector: 's', client_id: 'c', sub: 'u' };
    hub.emit('approved', event);
    hub.emit('approved', event);
    expect(heard).toEqual(['once', 'always', 'always']);
  });

  it('hears of its own instance alone', async () => {
    const [one, other] = [testHost(), testHost()];
    const seen = told(other);
    await start(one);
    expect(seen).toEqual([]);
  });
});

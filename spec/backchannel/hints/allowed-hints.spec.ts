import type { HintName } from '../../../lib/backchannel/hints/one-hint.js';
import {
  expectHintRefused,
  hintHost,
  hostIdToken,
  idTokenHint,
  loginHintToken,
} from '../../support/hint-tokens.ts';
import { otherTill, till } from '../../support/host.js';
import { expectLogged, expectNothingAsked, expectRefusal } from '../../support/http-answers.js';
import { ask, type Fields, start } from '../../support/http-requests.js';
import { askSigned, signers, startSigned } from '../../support/signed-request.js';

const fields: Readonly<Record<HintName, Fields>> = {
  login_hint: { login_hint: 'alice' },
  login_hint_token: loginHintToken('a.b.c'),
  id_token_hint: idTokenHint(),
};
const names = Object.keys(fields) as HintName[];
const refusalOf = (name: HintName) => ['invalid_request', `The client may not send ${name}.`] as const;

describe('allowedHints', () => {
  it.each(names)('lets a client send %s alone', async (allowed) => {
    const host = hintHost({ allowedHints: () => [allowed] });
    for (const name of names) {
      if (name === allowed) continue;
      await expectHintRefused(host, await ask(host, fields[name]), refusalOf(name));
    }
    await start(host, fields[allowed]);
    expect(host.hints).toMatchObject([{ [allowed]: fields[allowed][allowed] }]);
  });

  it('is asked for each client by itself', async () => {
    const host = hintHost({
      allowedHints: ({ client_id }) => (client_id === till.client_id ? names : ['id_token_hint']),
    });
    await start(host, fields.login_hint);
    const res = await ask(host, fields.login_hint, { client: otherTill });
    expectRefusal(res, [400, 'invalid_request'], { description: 'The client may not send login_hint.' });
    expect(host.hints).toHaveLength(1);
  });

  it('lets a client send all of them where it answers with nothing', async () => {
    const host = hintHost({ allowedHints: () => undefined });
    for (const name of ['login_hint', 'id_token_hint'] as const) await start(host, fields[name]);
    expect(host.hints).toHaveLength(2);
  });

  it.each<[string, unknown]>([
    ['the name of a hint alone', 'login_hint'],
    ['a text that holds the name of one', 'login_hint_token'],
    ['a promise', Promise.resolve(['login_hint'])],
    ['a name that no hint has', ['login_hint', 'login-hint']],
    ['true', true],
  ])('that answers with %s is a fault, and nobody is asked', async (_name, answer) => {
    const host = hintHost({ allowedHints: () => answer as never });
    expectRefusal(await ask(host), [500, 'server_error']);
    expectLogged(
      host,
      'adapter.allowedHints failed: it must answer with a list of some of login_hint, login_hint_token, id_token_hint, or with nothing',
    );
    await expectNothingAsked(host);
  });

  it('is asked only once the hints are counted, and before any is opened', async () => {
    const host = hintHost({ allowedHints: () => [] });
    const two = await ask(host, { ...fields.id_token_hint, login_hint: 'alice' });
    expectRefusal(two, [400, 'invalid_request'], { description: 'Only one hint may be sent.' });
    const none = await ask(host, { login_hint: undefined });
    expectRefusal(none, [400, 'invalid_request'], { description: 'A hint is required.' });
    await expectHintRefused(host, await ask(host, idTokenHint('x')), refusalOf('id_token_hint'));
  });

  it('leaves alone a client that needs no hint and sends none', async () => {
    const host = hintHost({ allowedHints: () => [], hintOptional: () => true });
    await start(host, { login_hint: undefined });
    expect(host.hints).toEqual([{}]);
  });

  it('holds within a signed request', async () => {
    const signer = signers.ES256;
    const { client_id: aud } = signer.client;
    const host = hintHost({ clients: [signer.client], allowedHints: () => ['id_token_hint'] });
    expectRefusal(await askSigned(host, signer), [400, 'invalid_request'], {
      description: 'The client may not send login_hint.',
    });
    const id_token_hint = hostIdToken({ claims: { aud } });
    await startSigned(host, signer, { claims: { login_hint: undefined, id_token_hint } });
    expect(host.hints).toEqual([{ id_token_hint, sub: 'alice' }]);
  });

  it('that throws is a fault of the host', async () => {
    const throwing = hintHost({
      allowedHints: () => {
        throw new Error('no such list');
      },
    });
    const res = await ask(throwing);
    expectRefusal(res, [500, 'server_error']);
    expectLogged(throwing, 'no such list', res);
  });
});

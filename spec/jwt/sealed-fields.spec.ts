import { randomBytes } from 'node:crypto';
import { sealer, unsealed } from '../../lib/jwt/seal.js';
import { sealedCallbacks, sealedTokens } from '../../lib/sealed-fields.js';

const ring = sealer([{ kid: 'k1', key: randomBytes(32) }]);
const [selector, other] = ['S'.repeat(22), 'T'.repeat(22)];
const callback = { authReqId: `${selector}.SECRET`, clientNotificationToken: 'NOTIFICATION-TOKEN+/=' };

describe('what is kept of a callback', () => {
  const { seal, open } = sealedCallbacks(ring);

  it('opens for its own request', () => {
    expect(open(selector, seal(selector, callback))).toStrictEqual(callback);
  });

  it('shows neither the id nor the token', () => {
    const kept = seal(selector, callback);
    for (const hidden of ['SECRET', 'NOTIFICATION-TOKEN', selector]) expect(kept).not.toContain(hidden);
  });

  it('does not open for another request, nor in the place of tokens', () => {
    const kept = seal(selector, callback);
    expect(() => open(other, kept)).toThrow();
    expect(() => sealedTokens(ring).open(selector, kept)).toThrow();
  });

  it('is readable where there is no key', () => {
    const plain = sealedCallbacks(unsealed);
    expect(plain.open(selector, plain.seal(selector, callback))).toStrictEqual(callback);
  });

  it.each(['', 'text', 'null', '{'])('is no longer readable once it is %j', (kept) => {
    expect(() => sealedCallbacks(unsealed).open(selector, kept)).toThrow();
  });
});

describe('what is kept of pushed tokens', () => {
  const { seal, open } = sealedTokens(ring);
  const body = JSON.stringify({ auth_req_id: callback.authReqId, access_token: 'ACCESS', id_token: 'ü' });

  it('opens for its own request, byte for byte', () => {
    expect(open(selector, seal(selector, body))).toBe(body);
  });

  it('shows nothing of them', () => {
    const kept = seal(selector, body);
    for (const hidden of ['ACCESS', 'SECRET', 'auth_req_id', '{']) expect(kept).not.toContain(hidden);
  });

  it('does not open for another request, nor in the place of a callback', () => {
    const kept = seal(selector, body);
    expect(() => open(other, kept)).toThrow();
    expect(() => sealedCallbacks(ring).open(selector, kept)).toThrow();
  });
});

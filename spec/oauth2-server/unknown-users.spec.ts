import { describe, expect, it } from '@jest/globals';
import { type OAuth2ServerModel, oauth2ServerAdapter } from '../../lib/oauth2-server/index.js';

/** A model that knows alice, and gives nobody the scope `admin`. */
const model = {
  getClient: async () => ({ id: 'till', grants: [] }),
  saveToken: async () => ({}),
  validateScope: async (_user: object, _client: object, scope: string[]) =>
    scope.includes('admin') ? false : scope,
} as unknown as OAuth2ServerModel;

const { validateRequest } = oauth2ServerAdapter(model, {
  getUser: (sub) => (sub === 'alice' ? { id: sub } : undefined) as never,
});

const judged = (sub: string, scope: string[], decoy?: true): Promise<unknown> => {
  const request = { client: { client_id: 'till' }, user: { sub }, scope, deliveryMode: 'poll' as const };
  return Promise.resolve(validateRequest({ ...request, ...(decoy && { decoy }) })).then(
    () => 'accepted',
    ({ error }) => error,
  );
};

describe('the preset judges a scope', () => {
  it.each([
    [['openid', 'pay'], 'accepted'],
    [['openid', 'admin'], 'invalid_scope'],
  ])('of %j as %s, for a user and for nobody alike', async (scope, expected) => {
    expect([await judged('alice', scope), await judged('urn:x', scope, true)]).toEqual([expected, expected]);
  });

  it('of a user whom the model does not know as ever', async () => {
    expect(await judged('bob', ['openid', 'pay'])).toBe('unknown_user_id');
  });
});

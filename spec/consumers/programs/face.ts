import { createServer } from 'node:http';
import * as ciba from 'express-ciba';
import * as preset from 'express-ciba/oauth2-server';
import * as operations from 'express-ciba/operations';

// What a host writes that has no optional peer: every compiler of the matrix must accept it.

interface Till extends ciba.CibaClient {
  readonly shop: string;
}

interface User extends ciba.EndUser {
  readonly phone: string;
}

const tills = new Map<string, Till>([
  ['till', { client_id: 'till', grant_types: [ciba.CIBA_GRANT_TYPE], shop: 'Main' }],
]);
const users = new Map<string, User>([['alice', { sub: 'alice', phone: '+41' }]]);

const adapter: ciba.CibaAdapter<Till, User> = {
  getClient: (id) => tills.get(id),
  resolveUser: async ({ login_hint }, { client }) =>
    client.shop === '' ? undefined : users.get(login_hint ?? ''),
  notifyUser: ({ id, user, binding_message }) => [id, user.phone.length, binding_message?.length],
  issueTokens: ({ client, user, scope }) => ({
    access_token: `${client.shop} ${user.phone}`,
    token_type: 'Bearer',
    expires_in: 300,
    scope: scope.join(' '),
  }),
};

const options: ciba.CibaOptions<Till, User> = {
  issuer: 'https://as.example.com',
  store: ciba.memoryStore({ now: () => 0 }),
  adapter,
  idToken: { keys: [{ kty: 'EC', crv: 'P-256', x: '', y: '', d: '', kid: 'k1', alg: 'ES256' }] },
  logger: operations.redactingLogger({ error: () => {}, warn: () => {} }),
};

export const instance: ciba.Ciba<User> = ciba.createCiba(options);

const router: ciba.Handler = instance.router;
createServer((req, res) => router(req, res, () => res.end()));
createServer((req, res) => operations.healthCheck(instance, { maxAge: 1 })(req, res, () => res.end()));

export const removeListener: () => void = instance.on('requested', ({ client_id, expires_in, scope }) => {
  const told: [string | undefined, number, readonly string[]] = [client_id, expires_in, scope];
  return told;
});

export async function decide(id: string): Promise<ciba.DecisionOutcome> {
  const [request] = await instance.listRequests({ sub: 'alice' });
  const phone: string | undefined = request?.user.phone;
  if (phone === undefined) throw new ciba.CibaError('access_denied', 'nobody', { retryAfter: 1 });
  const { outcome }: ciba.DecisionAnswer = await instance.approve(id, { sub: 'alice' });
  return outcome;
}

/** An error narrows by its brand, an audit event by its name. */
export function codeOf(error: unknown): ciba.CibaErrorCode | undefined {
  return ciba.isCibaError(error) ? error.error : undefined;
}

const model = {
  getClient: async (id: string, _secret: string | null) => ({
    id,
    grants: ['urn:openid:params:grant-type:ciba'],
  }),
  saveToken: async (token: object, client: object, user: object) => ({ ...token, client, user }),
};
export const lent: preset.OAuth2ServerAdapter = preset.oauth2ServerAdapter(model, { scopeFormat: 'array' });

const counts: operations.OperationCounts = operations.operations(instance).counts();
export const requested: number = counts.events.requested;

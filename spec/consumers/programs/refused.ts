import * as ciba from 'express-ciba';
import * as preset from 'express-ciba/oauth2-server';
import * as operations from 'express-ciba/operations';

// What the compiler must refuse: a line that it lets through is an error, for its directive is then of no use.

/** Only `any` is both above and below everything: a declaration that was not found is `any` everywhere. */
type IsAny<T> = 0 extends 1 & T ? true : false;
export const found: [
  IsAny<ciba.Ciba>,
  IsAny<ciba.CibaOptions>,
  IsAny<ciba.CibaAdapter>,
  IsAny<ciba.CibaGrant>,
  IsAny<ciba.Incoming>,
  IsAny<ciba.RedisLike>,
  IsAny<preset.OAuth2ServerModel>,
  IsAny<operations.MeterLike>,
] = [false, false, false, false, false, false, false, false];

declare const adapter: ciba.CibaAdapter;
declare const instance: ciba.Ciba;
const issuer = 'https://as.example.com';
const store = ciba.memoryStore();

// @ts-expect-error a store is required
ciba.createCiba({ issuer, adapter });
// @ts-expect-error no option has this name
ciba.createCiba({ issuer, store, adapter, intervall: 5 });
// @ts-expect-error durations are seconds, as numbers
ciba.createCiba({ issuer, store, adapter, expiresIn: '5m' });
// @ts-expect-error there are three ways to deliver
ciba.createCiba({ issuer, store, adapter, deliveryModes: ['pull'] });
// @ts-expect-error every callback without a safe default must be lent
ciba.createCiba({ issuer, store, adapter: { getClient: () => undefined } });
// @ts-expect-error a decision says whose it is
void instance.approve('id');
// @ts-expect-error no event has this name
instance.on('asked', () => {});
// @ts-expect-error an event has no such member
instance.on('requested', ({ auth_req_id }) => auth_req_id);
// @ts-expect-error a code of no endpoint
new ciba.CibaError('authorisation_pending');
// @ts-expect-error a client of Redis, not its address
ciba.redisStore('redis://127.0.0.1');
// @ts-expect-error a model saves tokens
preset.oauth2ServerAdapter({ getClient: () => undefined });
// @ts-expect-error an operator's routes need a guard
operations.operationsRouter(instance, {});

const grant = {} as ciba.CibaGrant;
// @ts-expect-error what is handed over is not written to
grant.sub = 'bob';

import type { INestApplication } from '@nestjs/common';
import type { Ciba } from 'express-ciba';
import request from 'supertest';
import { CIBA_GRANT, testHost } from '../../support/host.js';
import { type Applied, nestHost } from './support/nest-consumer.js';

describe.each([
  ['its default parser', {}],
  ['no parser', { bodyParser: false }],
  ['raw bodies kept', { rawBody: true }],
])('the MiddlewareConsumer of NestJS with %s', (_what, options) => {
  let nest: INestApplication | undefined;
  let host: ReturnType<typeof testHost>;

  const start = async (applied: (ciba: Ciba) => readonly Applied[]): Promise<void> => {
    host = testHost();
    nest = await nestHost(applied(host.ciba), options);
    await nest.init();
  };
  afterEach(() => nest?.close());

  const post = (path: string, form: Record<string, string>) =>
    request(nest?.getHttpServer()).post(path).auth('till', 'till-secret').type('form').send(form);

  it('answers by the two handlers, and leaves other grants to the controller', async () => {
    await start((ciba) => [
      [ciba.backchannelAuthentication, 'oauth/bc-authorize'],
      [ciba.token, 'oauth/token'],
    ]);
    const asked = await post('/oauth/bc-authorize', { scope: 'openid', login_hint: 'alice' });
    await host.ciba.approve(host.notified[0] ?? '', { sub: 'alice' });
    const grant = { grant_type: CIBA_GRANT, auth_req_id: asked.body.auth_req_id };
    const tokens = await post('/oauth/token', grant);
    expect([asked.status, tokens.status]).toEqual([200, 200]);
    expect(tokens.body).toMatchObject({ access_token: expect.any(String), id_token: expect.any(String) });
    const other = await post('/oauth/token', { grant_type: 'client_credentials' });
    expect(Object.keys(other.body)).toEqual('bodyParser' in options ? [] : ['host']);
    expect(other.status).toBe(201);
  });

  it('strips no prefix, so that the router falls through', async () => {
    await start((ciba) => [[ciba.router, 'oauth/*splat']]);
    const grant = { grant_type: CIBA_GRANT, auth_req_id: 'x' };
    expect((await post('/oauth/token', grant)).status).toBe(201);
    expect((await post('/oauth/bc-authorize', { scope: 'openid', login_hint: 'alice' })).status).toBe(404);
  });
});

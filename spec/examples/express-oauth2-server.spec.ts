import { readFileSync } from 'node:fs';
import { redisStore } from 'express-ciba';
import { testClient } from 'express-ciba/testing';
import { Redis } from 'ioredis';
import request from 'supertest';
import { createHost } from '../../examples/express-oauth2-server/host.js';
import { issuer, phone, signIn } from '../../examples/express-oauth2-server/your-server.js';
import { till as client } from '../support/host.js';
import { freshPrefix, testRedisUrl } from '../support/stores.js';

describe('the mounting example', () => {
  const redis = new Redis(testRedisUrl(), { keyPrefix: freshPrefix() });
  const app = createHost(redisStore(redis));
  afterAll(() => redis.quit());

  const post = (path: string, form: Record<string, string>) =>
    request(app).post(path).auth('till', 'till-secret').type('form').send(form);
  const till = testClient({ app, client, mountPath: '/oauth' });
  const ask = async (): Promise<{ authReqId: string | undefined; approval: string }> => {
    const { body } = await till.request({ login_hint: 'alice@example.com' });
    return { authReqId: body.auth_req_id, approval: `/approvals/${phone.inbox('u-1').at(-1)?.id}` };
  };
  const approve = (path: string, sub = 'u-1') =>
    request(app)
      .post(path)
      .set({ Cookie: signIn(sub), Origin: new URL(issuer).origin });

  it('is at most 25 lines of code', () => {
    const code = readFileSync('examples/express-oauth2-server/mount.ts', 'utf8');
    expect(code.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(25);
  });

  it('turns an approval into tokens that the host takes', async () => {
    const { authReqId, approval } = await ask();
    expect((await till.poll(authReqId)).body.error).toBe('authorization_pending');
    expect((await approve(approval)).status).toBe(204);
    const { body } = await till.poll(authReqId);
    expect(body).toMatchObject({ token_type: 'Bearer', refresh_token: expect.any(String) });
    const me = await request(app)
      .get('/me')
      .auth(body.access_token ?? '', { type: 'bearer' });
    expect({ status: me.status, body: me.body }).toEqual({ status: 200, body: { id: 'u-1' } });
    const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '' };
    expect((await post('/oauth/token', refresh)).status).toBe(200);
  });

  it('answers the host’s own grants as before', async () => {
    expect((await post('/oauth/token', { grant_type: 'client_credentials' })).status).toBe(200);
  });

  it('lets nobody approve who is not asked, not signed in, or on another site', async () => {
    const { approval } = await ask();
    expect((await approve(approval, 'u-2')).status).toBe(409);
    expect((await request(app).post(approval).set('Origin', issuer)).status).toBe(401);
    expect((await approve(approval).set('Origin', 'https://evil.example.com')).status).toBe(403);
  });
});

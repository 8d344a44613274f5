import { gzipSync } from 'node:zlib';
import supertest from 'supertest';
import { CIBA_GRANT, testHost, till } from '../support/host.js';
import { expectRefusal } from '../support/http-answers.js';
import { expressVersions } from '../support/http-hosts.js';
import { postChunked } from '../support/http-raw.js';
import { FORM_TYPE, formText, poll, post, startApproved } from '../support/http-requests.js';

const OTHER = 'refresh_token';
const WRONG_GRANT = 'urn:ietf:params:oauth:grant-type:ciba';

describe.each(expressVersions)('a token request that is not ours, on $version', ({ express }) => {
  it.each<[string, Record<string, string>]>([
    ['another grant', { grant_type: OTHER, refresh_token: 'r&=%+ü' }],
    ['no grant', { refresh_token: 'r' }],
    ['an empty grant', { grant_type: '' }],
    ['the wrong grant type', { grant_type: WRONG_GRANT }],
    ['the grant in other letters', { grant_type: CIBA_GRANT.toUpperCase() }],
    ['the grant with a space', { grant_type: `${CIBA_GRANT} ` }],
    ['an auth_req_id alone', { auth_req_id: 'x' }],
  ])('goes on with its body untouched: %s', async (_name, fields) => {
    const host = testHost({ express });
    const res = await post(host, '/token', { client: null, fields });
    expect({ status: res.status, body: res.body }).toEqual({ status: 200, body: { from: 'the host' } });
    expect(host.hostTokenRequests.map((body) => ({ ...(body as object) }))).toEqual([fields]);
  });

  it('goes on where its grant type stands in the query alone', async () => {
    const host = testHost({ express });
    await post(host, `/token?grant_type=${CIBA_GRANT}`, { client: null, fields: { grant_type: OTHER } });
    await post(host, `/token?grant_type=${CIBA_GRANT}`, { client: null, fields: { a: '1' } });
    expect(host.hostTokenRequests.map((body) => ({ ...(body as object) }))).toEqual([
      { grant_type: OTHER },
      { a: '1' },
    ]);
  });

  it('goes on in chunks', async () => {
    const host = testHost({ express });
    const chunks = ['grant_', 'type=refresh', '_token&refresh_token=', 'r'];
    const res = await postChunked(host.app, '/token', chunks, { 'Content-Type': FORM_TYPE });
    expect(res.body).toEqual({ from: 'the host' });
    expect(host.hostTokenRequests).toEqual([
      expect.objectContaining({ grant_type: OTHER, refresh_token: 'r' }),
    ]);
  });

  it('goes on with a body of 60,000 bytes', async () => {
    const host = testHost({ express });
    const fields = { grant_type: OTHER, refresh_token: 'r'.repeat(60_000) };
    await post(host, '/token', { client: null, fields });
    expect(host.hostTokenRequests).toEqual([expect.objectContaining(fields)]);
  });

  it('goes on empty, in chunks or without', async () => {
    const host = testHost({ express });
    const chunked = await postChunked(host.app, '/token', [], { 'Content-Type': FORM_TYPE });
    const plain = await supertest(host.app).post('/token').set('Content-Type', FORM_TYPE);
    expect([chunked.status, plain.status]).toEqual([200, 200]);
    expect(host.hostTokenRequests).toHaveLength(2);
  });

  it('goes on as JSON, even with our grant type', async () => {
    const host = testHost({ express });
    const read: unknown[] = [];
    const app = express();
    app.use(host.ciba.router as never);
    app.post('/token', express.json(), (req, res) => {
      read.push(req.body);
      res.json({ from: 'the host' });
    });
    const fields = { grant_type: CIBA_GRANT, auth_req_id: 'x', client_id: till.client_id };
    expect((await supertest(app).post('/token').send(fields)).body).toEqual({ from: 'the host' });
    expect(read).toEqual([fields]);
  });

  it('goes on compressed, and the host reads it', async () => {
    const host = testHost({ express });
    const res = await supertest(host.app)
      .post('/token')
      .set({ 'Content-Type': FORM_TYPE, 'Content-Encoding': 'gzip' })
      .serialize((body) => body as never)
      .send(gzipSync(formText({ grant_type: CIBA_GRANT })) as never);
    expect(res.body).toEqual({ from: 'the host' });
    expect(host.hostTokenRequests).toEqual([expect.objectContaining({ grant_type: CIBA_GRANT })]);
  });

  it.each([
    ['with a Content-Length', false],
    ['in chunks', true],
  ])('goes on when it is larger than 64 KiB, and the host judges it: %s', async (_name, chunked) => {
    const host = testHost({ express });
    const text = formText({ grant_type: CIBA_GRANT, pad: 'x'.repeat(70_000) });
    const seen = chunked
      ? await postChunked(host.app, '/token', [text.slice(0, 40_000), text.slice(40_000)], {
          'Content-Type': FORM_TYPE,
        })
      : await supertest(host.app).post('/token').set('Content-Type', FORM_TYPE).send(text);
    expect(seen.body).toEqual({ from: 'the host' });
    expect(host.hostTokenRequests).toEqual([expect.objectContaining({ pad: 'x'.repeat(70_000) })]);
  });

  it.each(['get', 'put', 'delete', 'options'] as const)('goes on by %s', async (method) => {
    const host = testHost({ express });
    const app = express();
    app.use(host.ciba.router as never);
    app.all('/token', (req, res) => void res.json({ method: req.method }));
    const fields = formText({ grant_type: CIBA_GRANT });
    const res = await supertest(app)[method]('/token').set('Content-Type', FORM_TYPE).send(fields);
    expect(res.body).toEqual({ method: method.toUpperCase() });
  });

  it('goes on to 404 where the host has no such route', async () => {
    const app = express();
    app.use(testHost({ express }).ciba.router as never);
    const res = await post({ app }, '/token', { fields: { grant_type: OTHER } });
    expect(res.status).toBe(404);
  });
});

describe.each(expressVersions)('a token request that is ours, on $version', ({ express }) => {
  it.each([
    ['behind urlencoded', () => express.urlencoded({ extended: false })],
    ['behind urlencoded, extended', () => express.urlencoded({ extended: true })],
    ['behind json', () => express.json()],
    ['behind raw', () => express.raw({ type: '*/*' })],
  ])('is answered %s', async (_name, parser) => {
    const host = testHost({ express });
    const app = express();
    app.use(parser());
    app.use(host.app);
    const { authReqId } = await startApproved(host);
    expect((await poll({ app }, authReqId)).status).toBe(200);
  });

  it.each([[[CIBA_GRANT, CIBA_GRANT]], [[CIBA_GRANT, OTHER]], [[OTHER, CIBA_GRANT]]])(
    'repeats no grant type: %j',
    async (grant_type) => {
      const host = testHost({ express });
      const { authReqId } = await startApproved(host);
      const res = await poll(host, authReqId, { fields: { grant_type } });
      expectRefusal(res, [400, 'invalid_request']);
      expect(host.hostTokenRequests).toEqual([]);
      expect((await poll(host, authReqId)).status).toBe(200);
    },
  );

  it('is the host’s where only other grant types are repeated', async () => {
    const host = testHost({ express });
    await post(host, '/token', { fields: { grant_type: [OTHER, 'authorization_code'] } });
    expect(host.hostTokenRequests).toHaveLength(1);
  });
});

describe('grantTypeAliases', () => {
  it('are taken where the host lists them, and never published', async () => {
    const host = testHost({ grantTypeAliases: [WRONG_GRANT] });
    const { authReqId } = await startApproved(host);
    const { status } = await poll(host, authReqId, { fields: { grant_type: WRONG_GRANT } });
    expect(status).toBe(200);
    expect(JSON.stringify(host.ciba.metadata())).not.toContain(WRONG_GRANT);
    expect(host.ciba.metadata().grant_types_supported).toEqual([CIBA_GRANT]);
  });

  it('do not replace the grant type itself', async () => {
    const host = testHost({ grantTypeAliases: [WRONG_GRANT] });
    const { authReqId } = await startApproved(host);
    expect((await poll(host, authReqId)).status).toBe(200);
  });

  it('are the host’s grants where they are not listed', async () => {
    const host = testHost();
    await poll(host, 'x', { fields: { grant_type: WRONG_GRANT } });
    expect(host.hostTokenRequests).toHaveLength(1);
  });
});

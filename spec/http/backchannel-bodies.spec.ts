import { gzipSync } from 'node:zlib';
import type express5 from 'express';
import supertest from 'supertest';
import { type TestHost, testHost, till } from '../support/host.js';
import { expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { expressVersions } from '../support/http-hosts.js';
import { postChunked } from '../support/http-raw.js';
import { credentials, FORM_TYPE, formText, post, standardFields } from '../support/http-requests.js';

const LIMIT = 65_536;
const form = formText({ ...credentials(till), ...standardFields });
const sized = (bytes: number): string => `${form}&pad=${'x'.repeat(bytes - form.length - 5)}`;

const notAForm = { description: 'The body must be application/x-www-form-urlencoded.' };

describe.each(expressVersions)('the body of an authentication request, on $version', ({ express }) => {
  it.each([
    FORM_TYPE,
    `${FORM_TYPE};charset=UTF-8`,
    `${FORM_TYPE} ; charset=utf-8`,
    'Application/X-WWW-Form-URLEncoded',
  ])('may be %s', async (type) => {
    const res = await post(testHost({ express }), '/bc-authorize', {
      fields: standardFields,
      headers: { 'Content-Type': type },
    });
    expect(res.status).toBe(200);
  });

  it.each([
    'application/json',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/x-www-form-urlencoded-not',
    'application/xml, application/x-www-form-urlencoded',
    'nonsense',
  ])('may not be %j', async (type) => {
    const host = testHost({ express });
    const res = await supertest(host.app).post('/bc-authorize').set('Content-Type', type).send(form);
    expectRefusal(res, [400, 'invalid_request'], notAForm);
    await expectNothingAsked(host);
  });

  it('may not be JSON, whatever it holds', async () => {
    const host = testHost({ express });
    const fields = { ...credentials(till), ...standardFields };
    expectRefusal(
      await supertest(host.app).post('/bc-authorize').send(fields),
      [400, 'invalid_request'],
      notAForm,
    );
    await expectNothingAsked(host);
  });

  it('may not be multipart', async () => {
    const host = testHost({ express });
    const upload = supertest(host.app).post('/bc-authorize');
    for (const [name, value] of new URLSearchParams(form)) upload.field(name, value);
    expectRefusal(await upload, [400, 'invalid_request'], notAForm);
    await expectNothingAsked(host);
  });

  it('may not come without a content type', async () => {
    const host = testHost({ express });
    const { status, body } = await postChunked(host.app, '/bc-authorize', [form]);
    expect({ status, body }).toEqual({
      status: 400,
      body: { error: 'invalid_request', error_description: notAForm.description },
    });
    await expectNothingAsked(host);
  });

  it.each(['gzip', 'deflate', 'br', 'GZIP', 'identity, gzip'])(
    'may not be compressed: %s',
    async (encoding) => {
      const host = testHost({ express });
      const res = await supertest(host.app)
        .post('/bc-authorize')
        .set({ 'Content-Type': FORM_TYPE, 'Content-Encoding': encoding })
        .serialize((body) => body as never)
        .send(gzipSync(form) as never);
      expectRefusal(res, [400, 'invalid_request'], { description: 'The body must not be compressed.' });
      await expectNothingAsked(host);
    },
  );

  it('may say that it is not compressed', async () => {
    const headers = { 'Content-Encoding': 'identity' };
    const res = await post(testHost({ express }), '/bc-authorize', { fields: standardFields, headers });
    expect(res.status).toBe(200);
  });

  it('may have 64 KiB', async () => {
    const res = await supertest(testHost({ express }).app)
      .post('/bc-authorize')
      .set('Content-Type', FORM_TYPE)
      .send(sized(LIMIT));
    expect(res.status).toBe(200);
  });

  it('may not have one byte more', async () => {
    const host = testHost({ express });
    const res = await supertest(host.app)
      .post('/bc-authorize')
      .set('Content-Type', FORM_TYPE)
      .send(sized(LIMIT + 1));
    expectRefusal(res, [400, 'invalid_request'], { description: 'The body is too large.' });
    await expectNothingAsked(host);
  });

  it('may come in chunks', async () => {
    const chunks = [form.slice(0, 1), form.slice(1, 20), form.slice(20)];
    const res = await postChunked(testHost({ express }).app, '/bc-authorize', chunks, {
      'Content-Type': FORM_TYPE,
    });
    expect(res.status).toBe(200);
  });

  it('may cut a character between two chunks', async () => {
    const host = testHost({ express });
    const text = Buffer.from(`${form}&binding_message=5 €`);
    const chunks = [text.subarray(0, -1), text.subarray(-1)];
    const res = await postChunked(host.app, '/bc-authorize', chunks, { 'Content-Type': FORM_TYPE });
    expect(res.status).toBe(200);
    const [shown] = await host.ciba.listRequests({ sub: 'alice' });
    expect(shown?.binding_message).toBe('5 €');
  });

  it('may not have more than 64 KiB in chunks either', async () => {
    const host = testHost({ express });
    const chunks = [sized(LIMIT), 'x'];
    const { status, body } = await postChunked(host.app, '/bc-authorize', chunks, {
      'Content-Type': FORM_TYPE,
    });
    expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_request' });
    await expectNothingAsked(host);
  });

  it('may be empty, which authenticates nobody', async () => {
    const res = await supertest(testHost({ express }).app)
      .post('/bc-authorize')
      .set('Content-Type', FORM_TYPE);
    expectRefusal(res, [401, 'invalid_client']);
  });

  it('does not take its parameters from the query', async () => {
    const host = testHost({ express });
    const res = await post(host, `/bc-authorize?${formText(standardFields)}`);
    expectRefusal(res, [400, 'invalid_request'], { description: 'scope is required.' });
    await expectNothingAsked(host);
  });

  it('is not repeated by the query', async () => {
    const res = await post(testHost({ express }), '/bc-authorize?login_hint=bob&request=x', {
      fields: standardFields,
    });
    expect(res.status).toBe(200);
  });

  it.each(['get', 'put', 'patch', 'delete', 'options'] as const)(
    'comes by POST, not by %s',
    async (method) => {
      const host = testHost({ express });
      const res = await supertest(host.app)
        [method]('/bc-authorize')
        .set('Content-Type', FORM_TYPE)
        .send(form);
      expectRefusal(res, [405, 'invalid_request'], { description: 'The request must be a POST.' });
      expect(res.headers.allow).toBe('POST');
      await expectNothingAsked(host);
    },
  );

  it('comes by POST, not by HEAD', async () => {
    const res = await supertest(testHost({ express }).app).head('/bc-authorize');
    expect([res.status, res.headers.allow]).toEqual([405, 'POST']);
  });
});

describe.each(expressVersions)('a body that the host has parsed, on $version', ({ express }) => {
  type Parser = (app: typeof express5) => express5.RequestHandler;
  const behind = (parser: Parser): TestHost => {
    const host = testHost({ express });
    const app = express();
    app.use(parser(express));
    app.use(host.app);
    return { ...host, app };
  };

  it.each<[string, Parser]>([
    ['urlencoded', ({ urlencoded }) => urlencoded({ extended: false })],
    ['urlencoded, extended', ({ urlencoded }) => urlencoded({ extended: true })],
    ['text', ({ text }) => text({ type: '*/*' })],
    ['raw', ({ raw }) => raw({ type: '*/*' })],
    ['json', ({ json }) => json()],
  ])('is read all the same: %s', async (_name, parser) => {
    const res = await post(behind(parser), '/bc-authorize', { fields: standardFields });
    expect(res.status).toBe(200);
  });

  it.each([true, false])('still repeats what was repeated (extended: %s)', async (extended) => {
    const host = behind(({ urlencoded }) => urlencoded({ extended }));
    const res = await post(host, '/bc-authorize', {
      fields: { ...standardFields, login_hint: ['alice', 'bob'] },
    });
    expectRefusal(res, [400, 'invalid_request'], { description: 'A parameter is repeated.' });
    await expectNothingAsked(host);
  });

  it.each([
    'login_hint[x]',
    'login_hint[]',
    'login_hint[0]',
    'login_hint[__proto__]',
    '__proto__[login_hint]',
  ])('has no parameter that was sent under another name: %s', async (name) => {
    const host = behind(({ urlencoded }) => urlencoded({ extended: true }));
    const fields = { ...standardFields, login_hint: undefined, [name]: 'alice' };
    const res = await post(host, '/bc-authorize', { fields });
    expectRefusal(res, [400, 'invalid_request'], { description: 'A hint is required.' });
    await expectNothingAsked(host);
  });
});

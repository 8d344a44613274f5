import { gzipSync } from 'node:zlib';
import type express5 from 'express';
import type { RequestHandler } from 'express';
import supertest from 'supertest';
import { CIBA_GRANT, testHost, till } from '../support/host.js';
import { expectLogged, expectNothingAsked, expectRefusal } from '../support/http-answers.js';
import { expressVersions } from '../support/http-hosts.js';
import { postChunked } from '../support/http-raw.js';
import { credentials, FORM_TYPE, formText, standardFields } from '../support/http-requests.js';

const LIMIT = 65_536;
const form = formText({ ...credentials(till), ...standardFields });
const typed = { 'Content-Type': FORM_TYPE };

/** A test host behind middleware of its own, whose token route reads the stream by itself. */
function behind(express: typeof express5, ...before: RequestHandler[]) {
  const host = testHost({ express });
  const app = express();
  for (const middleware of before) app.use(middleware);
  app.use(host.ciba.router as never);
  app.post('/token', async (req, res) => {
    let text = '';
    for await (const chunk of req) text += chunk;
    res.json({ text, parsed: req.body ?? null });
  });
  return { ...host, app };
}

const decoding: RequestHandler = (req, _res, next) => {
  req.setEncoding('utf8');
  next();
};
const consuming: RequestHandler = (req, _res, next) => {
  req.on('end', () => setImmediate(next)).resume();
};

describe.each(expressVersions)('behind middleware that sets an encoding, on $version', ({ express }) => {
  it('an authentication request is read as it was sent', async () => {
    const host = behind(express, decoding);
    const res = await supertest(host.app)
      .post('/bc-authorize')
      .set(typed)
      .send(`${form}&binding_message=Zahlen Sie 5 €`);
    expect(res.status).toBe(200);
    const [shown] = await host.ciba.listRequests({ sub: 'alice' });
    expect(shown?.binding_message).toBe('Zahlen Sie 5 €');
  });

  it('a character cut in two by the network is read whole', async () => {
    const host = behind(express, decoding);
    const bytes = Buffer.from(`${form}&binding_message=5 €`);
    const chunks = [bytes.subarray(0, -2), bytes.subarray(-2)];
    expect((await postChunked(host.app, '/bc-authorize', chunks, typed)).status).toBe(200);
    const [shown] = await host.ciba.listRequests({ sub: 'alice' });
    expect(shown?.binding_message).toBe('5 €');
  });

  it('a poll is answered', async () => {
    const host = behind(express, decoding);
    const polled = formText({ ...credentials(till), grant_type: CIBA_GRANT, auth_req_id: 'x' });
    const res = await supertest(host.app).post('/token').set(typed).send(polled);
    expectRefusal(res, [400, 'invalid_grant']);
  });

  it('another grant reaches the host as it was sent, whole or in chunks', async () => {
    const host = behind(express, decoding);
    const text = 'grant_type=password&username=Zoë€😀&password=%2B+ü';
    const whole = await supertest(host.app).post('/token').set(typed).send(text);
    expect([whole.status, whole.body.text]).toEqual([200, text]);
    const bytes = Buffer.from(text);
    const cut = bytes.indexOf('€') + 1;
    const chunked = await postChunked(
      host.app,
      '/token',
      [bytes.subarray(0, cut), bytes.subarray(cut)],
      typed,
    );
    expect([chunked.status, chunked.body.text]).toEqual([200, text]);
  });

  it('a body is measured in bytes', async () => {
    const host = behind(express, decoding);
    const body = `${form}&pad=${'€'.repeat(LIMIT / 3)}`;
    const { status, body: answer } = await postChunked(host.app, '/bc-authorize', [body], typed);
    expect({ status, answer }).toEqual({
      status: 400,
      answer: { error: 'invalid_request', error_description: 'The body is too large.' },
    });
    await expectNothingAsked(host);
  });
});

describe.each(expressVersions)('a body that the host has parsed, on $version', ({ express }) => {
  const parsing = express.urlencoded({ extended: false, limit: '1mb' }) as RequestHandler;
  const large = `${form}&pad=${'x'.repeat(LIMIT)}`;

  it('is refused when it was compressed, like one that was not parsed', async () => {
    const host = behind(express, parsing);
    const res = await supertest(host.app)
      .post('/bc-authorize')
      .set({ ...typed, 'Content-Encoding': 'gzip' })
      .serialize((body) => body as never)
      .send(gzipSync(form) as never);
    expectRefusal(res, [400, 'invalid_request'], { description: 'The body must not be compressed.' });
    await expectNothingAsked(host);
  });

  it('is refused when it was too large, like one that was not parsed', async () => {
    const host = behind(express, parsing);
    const res = await supertest(host.app).post('/bc-authorize').set(typed).send(large);
    expectRefusal(res, [400, 'invalid_request'], { description: 'The body is too large.' });
    await expectNothingAsked(host);
  });

  it('is refused when it was too large and came in chunks', async () => {
    const host = behind(express, parsing);
    const { status, body } = await postChunked(host.app, '/bc-authorize', [large], typed);
    expect({ status, body }).toEqual({
      status: 400,
      body: { error: 'invalid_request', error_description: 'The body is too large.' },
    });
    await expectNothingAsked(host);
  });
});

describe.each(expressVersions)(
  'a body that was read by something that kept it, on $version',
  ({ express }) => {
    it('is a fault at the backchannel endpoint, logged, and no empty form', async () => {
      const host = behind(express, consuming);
      const res = await supertest(host.app).post('/bc-authorize').set(typed).send(form);
      expectRefusal(res, [500, 'server_error'], { description: 'The server failed.' });
      expectLogged(host, 'the body was read before the router, and req.body is not set', res);
      await expectNothingAsked(host);
    });

    it('is the host’s at the token endpoint', async () => {
      const host = behind(express, consuming);
      const res = await supertest(host.app).post('/token').set(typed).send(`grant_type=${CIBA_GRANT}`);
      expect([res.status, res.body]).toEqual([200, { text: '', parsed: null }]);
    });
  },
);

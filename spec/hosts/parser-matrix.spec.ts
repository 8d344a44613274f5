import { gzipSync } from 'node:zlib';
import express5, { type Express, type RequestHandler } from 'express';
import type { Ciba } from '../../lib/ciba.js';
import { CIBA_GRANT, testHost } from '../support/host.js';
import { type Framing, type Listening, listening } from '../support/raw-http.js';

type Framework = typeof express5;

const majors: readonly [string, Framework][] = [
  ['Express 5', express5],
  ['Express 4', jest.requireActual<Framework>('express4')],
];

const parsers: readonly [string, (express: Framework) => RequestHandler[]][] = [
  ['no parser', () => []],
  ['urlencoded', (express) => [express.urlencoded({ extended: false })]],
  ['urlencoded extended', (express) => [express.urlencoded({ extended: true })]],
  ['json', (express) => [express.json()]],
  ['json and text', (express) => [express.json(), express.text({ type: '*/*' })]],
  ['raw', (express) => [express.raw({ type: '*/*' })]],
];

const framings: readonly Framing[] = ['Content-Length', 'chunked'];

/** A host whose parsers stand before us, and whose own token route parses behind us. */
function hostWith(express: Framework, before: RequestHandler[], ciba: Ciba): Express {
  const app = express();
  for (const parser of before) app.use(parser);
  app.use(ciba.router);
  app.post('/token', express.urlencoded({ extended: false }), (req, res) => {
    res.json({ host: req.body instanceof Buffer ? String(req.body) : req.body });
  });
  return app;
}

const form = (values: Record<string, string>): string => new URLSearchParams(values).toString();
const till = { client_id: 'till', client_secret: 'till-secret' };
const cases = majors.flatMap(([major, express]) =>
  parsers.flatMap(([parser, before]) =>
    framings.map((framing) => ({ major, parser, framing, express, before })),
  ),
);

describe.each(cases)('$major behind $parser, $framing', ({ express, before, framing, parser }) => {
  let host: Listening;
  let made: ReturnType<typeof testHost>;

  beforeAll(async () => {
    made = testHost();
    host = await listening(hostWith(express, before(express), made.ciba));
  });
  afterAll(() => host.close());

  it('answers an authentication request and its polls', async () => {
    const asked = form({ ...till, scope: 'openid', login_hint: 'alice', binding_message: 'Zahlen Sie 5 €' });
    const acknowledged = await host.post('/bc-authorize', asked, framing);
    expect(acknowledged.status).toBe(200);
    const { auth_req_id } = JSON.parse(acknowledged.body);
    const shown = await made.ciba.getRequest(made.notified[0] as string, { sub: 'alice' });
    expect(shown?.binding_message).toBe('Zahlen Sie 5 €');
    const poll = await host.post('/token', form({ ...till, grant_type: CIBA_GRANT, auth_req_id }), framing);
    expect([poll.status, JSON.parse(poll.body).error]).toEqual([400, 'authorization_pending']);
  });

  it('hands another grant to the host with its body', async () => {
    const sent = { grant_type: 'client_credentials', scope: 'a b' };
    const answer = await host.post('/token', form(sent), framing);
    const seen = parser === 'raw' || parser === 'json and text' ? form(sent) : sent;
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { host: seen }]);
  });
});

describe.each(majors)('%s and bodies that are not ours', (_major, express) => {
  let host: Listening;
  beforeAll(async () => {
    host = await listening(hostWith(express, [], testHost().ciba));
  });
  afterAll(() => host.close());

  it('hands a compressed form to the host', async () => {
    const body = gzipSync(form({ grant_type: CIBA_GRANT }));
    const answer = await host.post('/token', body, 'Content-Length', { 'Content-Encoding': 'gzip' });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { host: { grant_type: CIBA_GRANT } }]);
  });

  it.each(framings)('hands an oversize form (%s) to the host whole', async (framing) => {
    const sent = form({ grant_type: CIBA_GRANT, filler: 'x'.repeat(66_000) });
    const answer = await host.post('/token', sent, framing);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body).host.filler).toHaveLength(66_000);
  });

  it.each(framings)('hands an empty form (%s) to the host', async (framing) => {
    const answer = await host.post('/token', '', framing);
    expect([answer.status, JSON.parse(answer.body).host ?? {}]).toEqual([200, {}]);
  });

  it('hands JSON to the host unread', async () => {
    const answer = await host.post('/token', '{}', 'Content-Length', { 'Content-Type': 'application/json' });
    expect(answer.status).toBe(200);
  });
});

import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';
import type { Request, RequestHandler } from 'express';
import { CIBA_GRANT, testHost, till } from '../support/host.js';
import { expressVersions } from '../support/http-hosts.js';
import { credentials, formText } from '../support/http-requests.js';
import { type Framing, type Listening, listening } from '../support/raw-http.js';

const framings: readonly Framing[] = ['Content-Length', 'chunked'];
/** As sent by clients that do not escape: characters of several bytes, which the two halves of the body may cut. */
const form = 'grant_type=refresh_token&refresh_token=ü€😀ü€😀ü';

/** The ways in which a host may read a stream. */
const readers: readonly [string, (req: Request) => Promise<string>][] = [
  [
    'data events',
    async (req) => {
      const parts: Buffer[] = [];
      req.on('data', (part: Buffer) => parts.push(part));
      await finished(req, { writable: false });
      return Buffer.concat(parts).toString('utf8');
    },
  ],
  [
    'readable events',
    async (req) => {
      const parts: Buffer[] = [];
      req.on('readable', () => {
        for (let part = req.read(); part !== null; part = req.read()) parts.push(part);
      });
      await finished(req, { writable: false });
      return Buffer.concat(parts).toString('utf8');
    },
  ],
  [
    'iteration',
    async (req) => {
      const parts: Buffer[] = [];
      for await (const part of req) parts.push(part);
      return Buffer.concat(parts).toString('utf8');
    },
  ],
  [
    'a pipeline',
    async (req) => {
      const parts: Buffer[] = [];
      const sink = new Writable({
        write(part, _encoding, done) {
          parts.push(part);
          done();
        },
      });
      await pipeline(req, sink);
      return Buffer.concat(parts).toString('utf8');
    },
  ],
  ['node:stream/consumers', (req) => text(req)],
  ['setEncoding and iteration', async (req) => joined(req.setEncoding('utf8'))],
  [
    'setEncoding to latin1 and iteration',
    async (req) => Buffer.from(await joined(req.setEncoding('latin1')), 'latin1').toString(),
  ],
];

async function joined(req: Request): Promise<string> {
  let whole = '';
  for await (const part of req) whole += part;
  return whole;
}

describe.each(expressVersions)('a host that reads the stream itself, on $version', ({ express }) => {
  let server: Listening;
  afterEach(() => server.close());

  const listen = (before: RequestHandler, read: (req: Request) => Promise<string>): Promise<Listening> => {
    const app = express();
    app.use(before);
    app.use(testHost({ express }).ciba.router as never);
    app.post('/token', (req, res, next) => {
      read(req).then((seen) => res.json({ seen }), next);
    });
    return listening(app);
  };
  const untouched: RequestHandler = (_req, _res, next) => next();

  it.each(readers.flatMap(([how, read]) => framings.map((framing) => ({ how, framing, read }))))(
    'gets another grant whole by $how, $framing',
    async ({ framing, read }) => {
      server = await listen(untouched, read);
      const answer = await server.post('/token', form, framing);
      expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { seen: form }]);
    },
  );

  describe.each(['utf8', 'latin1', 'hex', 'base64'] as const)(
    'and has set the encoding %s before us',
    (encoding) => {
      const encoded: RequestHandler = (req, _res, next) => {
        req.setEncoding(encoding);
        next();
      };

      it.each(framings)('gets another grant in that encoding, %s', async (framing) => {
        server = await listen(encoded, joined);
        const answer = await server.post('/token', form, framing);
        const { seen } = JSON.parse(answer.body);
        expect([answer.status, Buffer.from(seen, encoding).toString('utf8')]).toEqual([200, form]);
      });

      it.each(framings)('a CIBA poll is understood, %s', async (framing) => {
        server = await listen(encoded, joined);
        const poll = formText({ ...credentials(till), grant_type: CIBA_GRANT, auth_req_id: 'x' });
        const answer = await server.post('/token', poll, framing);
        expect([answer.status, JSON.parse(answer.body).error]).toEqual([400, 'invalid_grant']);
      });
    },
  );
});

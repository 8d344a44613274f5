import type { Request, Response } from 'express';
import supertest from 'supertest';
import type { CibaClient } from '../../lib/client/metadata.js';
import { isCibaError } from '../../lib/errors.js';
import type { Incoming } from '../../lib/http/handler.js';
import { selfSigned } from '../support/certificates.ts';
import { assertionOf, bearing, type SigningClient, signers } from '../support/client-assertions.ts';
import { hostShown } from '../support/client-certificates.ts';
import { type WatchedHost, watchedHost } from '../support/client-host.ts';
import { till } from '../support/host.js';
import { expressVersions } from '../support/http-hosts.js';
import { basic, type Fields, FORM_TYPE, formText } from '../support/http-requests.js';

const [signing] = signers as readonly [SigningClient];
const bound: CibaClient = { ...till, client_id: 'bound', tls_client_certificate_bound_access_tokens: true };
const clients = [till, bound, ...signers];
const refresh: Fields = { grant_type: 'refresh_token', refresh_token: 'r' };
const byPost: Fields = { client_id: 'till', client_secret: 'till-secret' };

type Headers = Readonly<Record<string, string>>;
type Handler = (req: Request, res: Response, next: (error?: unknown) => void) => void;

describe.each(expressVersions)('authenticateClient on $version', ({ express }) => {
  const { fields: asserted = {} } = bearing('');

  /** Sends a form to a grant of the host's own, in front of or behind a body parser, and answers with what it saw. */
  async function send(host: WatchedHost, parsed: boolean, fields: Fields | string, headers: Headers = {}) {
    const app = express();
    const parser = express.urlencoded({ extended: false }) as unknown as Handler;
    const grant: Handler = (req, res, next) => {
      host.ciba
        .authenticateClient(req as unknown as Incoming)
        .then(({ client, ...more }) => {
          res.locals.seen = { client: client.client_id, ...more };
          next();
        })
        .catch((error: unknown) => {
          if (!isCibaError(error)) return next(error);
          res.status(error.status ?? 999).json({ error: error.error, description: error.description });
        });
    };
    app.use('/oauth', host.ciba.router as never);
    app.post(
      '/oauth/token',
      ...(parsed ? [parser, grant] : [grant, parser]),
      (req: Request, res: Response) => {
        res.json({ ...res.locals.seen, body: req.body });
      },
    );
    const text = typeof fields === 'string' ? fields : formText(fields);
    const { status, body } = await supertest(app)
      .post('/oauth/token')
      .set({ 'Content-Type': FORM_TYPE, ...headers })
      .send(text);
    return { status, body };
  }

  describe.each([
    ['in front of a body parser', false],
    ['behind a body parser', true],
  ])('%s', (_where, parsed) => {
    it.each<[string, Fields, Headers]>([
      ['a secret in the body', byPost, {}],
      ['a Basic header', {}, basic('till:till-secret')],
    ])('tells the client by %s, and leaves the body in place', async (_name, proof, headers) => {
      const fields = { ...refresh, ...proof };
      const { status, body } = await send(watchedHost({ clients }), parsed, fields, headers);
      expect({ status, body }).toEqual({ status: 200, body: { client: 'till', body: fields } });
    });

    it('tells the client by an assertion, once', async () => {
      const host = watchedHost({ clients });
      const fields = { ...refresh, ...asserted, client_assertion: assertionOf(signing) };
      expect(await send(host, parsed, fields)).toEqual({
        status: 200,
        body: { client: signing.client_id, body: fields },
      });
      expect(await send(host, parsed, fields)).toMatchObject({
        status: 401,
        body: { error: 'invalid_client' },
      });
      expect(host.failures).toEqual([
        { endpoint: 'token', reason: 'replayed', client_id: signing.client_id },
      ]);
    });

    it('tells what the tokens are to be bound to', async () => {
      const { x509 } = await selfSigned({});
      const host = hostShown({ certificate: x509, chainVerified: false }, clients);
      const fields = { ...refresh, ...byPost, client_id: 'bound' };
      const thumbprint = Buffer.from(x509.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
      expect((await send(host, parsed, fields)).body).toEqual({
        client: 'bound',
        cnf: { 'x5t#S256': thumbprint },
        body: fields,
      });
    });

    it.each<[string, Fields, number, string]>([
      ['nobody', {}, 401, 'invalid_client'],
      ['a wrong secret', { ...byPost, client_secret: 'x' }, 401, 'invalid_client'],
      ['an unknown client', { ...byPost, client_id: 'x' }, 401, 'invalid_client'],
      [
        'a forged assertion',
        { ...asserted, client_assertion: `${assertionOf(signing)}A` },
        401,
        'invalid_client',
      ],
      ['two mechanisms', { ...byPost, ...asserted, client_assertion: 'x' }, 400, 'invalid_request'],
      ['no certificate where one is needed', { ...byPost, client_id: 'bound' }, 400, 'invalid_request'],
      ['a client_id given twice', { ...byPost, client_id: ['till', 'till'] }, 400, 'invalid_request'],
      ['a secret given twice', { ...byPost, client_secret: ['till-secret', 'x'] }, 400, 'invalid_request'],
    ])('refuses %s with a status', async (_name, proof, status, error) => {
      const host = hostShown(undefined, clients);
      const answer = await send(host, parsed, { ...refresh, ...proof });
      expect(answer).toEqual({ status, body: { error, description: expect.any(String) } });
      expect(host.stored).toEqual([]);
    });

    it('tells of a refusal by the event of the token endpoint', async () => {
      const host = watchedHost({ clients });
      await send(host, parsed, { ...refresh, ...byPost, client_secret: 'x' });
      expect(host.failures).toEqual([{ endpoint: 'token', reason: 'secret', client_id: 'till' }]);
    });

    it('refuses what is no form', async () => {
      const answer = await send(watchedHost({ clients }), parsed, '{"client_id":"till"}', {
        'Content-Type': 'application/json',
      });
      expect(answer).toEqual({
        status: 400,
        body: { error: 'invalid_request', description: 'The body must be a form.' },
      });
    });

    it('says 503 where the host’s own callback is late', async () => {
      const host = watchedHost({
        clients,
        callbackTimeout: 0.05,
        adapter: { getClient: () => new Promise(() => {}) },
      });
      const answer = await send(host, parsed, { ...refresh, ...byPost });
      expect(answer).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } });
    });
  });
});

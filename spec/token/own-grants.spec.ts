import { createHash, type X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import supertest, { type Response } from 'supertest';
import type { AuthenticatedClient } from '../../lib/client/authenticated-client.js';
import { isCibaError } from '../../lib/errors.js';
import { selfSigned } from '../support/certificates.js';
import { type TestHostOptions, testHost, till } from '../support/host.js';
import { expressVersions } from '../support/http-hosts.js';
import { basic, FORM_TYPE, type FormPost, formText, post } from '../support/http-requests.js';
import { assertion, signerOf } from '../support/signed-request.js';

const bound = { ...till, client_id: 'bound', tls_client_certificate_bound_access_tokens: true };
let certificate: X509Certificate;

beforeAll(async () => {
  ({ x509: certificate } = await selfSigned({ subject: 'CN=bound' }));
});

/** A host whose own grant authenticates by the package, before and behind a body parser. */
function grantHost(options: TestHostOptions = {}) {
  const host = testHost({ clients: [till, bound], ...options });
  const app = (options.express ?? express)();
  const own = async (req: express.Request, res: express.Response): Promise<void> => {
    try {
      const { client, cnf }: AuthenticatedClient = await host.ciba.authenticateClient(req);
      res.json({ client_id: client.client_id, ...(cnf && { cnf }), body: req.body });
    } catch (error) {
      if (!isCibaError(error)) throw error;
      res.status(error.status ?? 0).json({ error: error.error, error_description: error.description });
    }
  };
  const parser = (options.express ?? express).urlencoded({ extended: false });
  app.post('/own', (req, res, next) => void own(req, res).then(undefined, next));
  app.post('/parsed', parser, (req, res, next) => void own(req, res).then(undefined, next));
  app.post('/later', (req, _res, next) => {
    const { ciba } = host;
    ciba.authenticateClient(req).then(() => next(), next);
  });
  app.post('/later', parser, (req, res) => void res.json(req.body));
  return { ...host, app };
}

type GrantHost = ReturnType<typeof grantHost>;

function refresh(host: GrantHost, sent: FormPost = {}, path = '/own'): Promise<Response> {
  return post(host, path, { ...sent, fields: { grant_type: 'refresh_token', ...sent.fields } });
}

describe.each(expressVersions)(
  'authenticateClient in a grant of the host’s own, on $version',
  ({ express }) => {
    it.each(['/own', '/parsed'])('tells which client it is: %s', async (path) => {
      const { status, body } = await refresh(grantHost({ express }), {}, path);
      expect({ status, client: body.client_id }).toEqual({ status: 200, client: 'till' });
      expect(body).not.toHaveProperty('cnf');
    });

    it('leaves the body to whoever comes next', async () => {
      const { status, body } = await refresh(grantHost({ express }), {}, '/later');
      expect({ status, body }).toEqual({
        status: 200,
        body: { client_id: 'till', client_secret: 'till-secret', grant_type: 'refresh_token' },
      });
    });
  },
);

describe('authenticateClient', () => {
  it('works by every method, Basic and assertions included', async () => {
    const signer = signerOf('ES256', { token_endpoint_auth_method: 'private_key_jwt' });
    const host = grantHost({ clients: [till, signer.client] });
    const inHeader = await refresh(host, { client: null, headers: basic('till:till-secret') });
    expect([inHeader.status, inHeader.body.client_id]).toEqual([200, 'till']);
    const proof = assertion(signer);
    const asserted = await refresh(host, proof);
    expect([asserted.status, asserted.body.client_id]).toEqual([200, 'signer-ES256']);
    expect((await refresh(host, proof)).status).toBe(401);
  });

  it.each<[string, FormPost, number, string]>([
    ['a wrong secret', { client: { ...till, client_secret: 'wrong' } }, 401, 'invalid_client'],
    ['nobody', { client: null }, 401, 'invalid_client'],
    ['two mechanisms', { headers: basic('till:till-secret') }, 400, 'invalid_request'],
  ])('throws what to answer, status included: %s', async (_name, sent, status, error) => {
    const res = await refresh(grantHost(), sent);
    expect({ status: res.status, error: res.body.error }).toEqual({ status, error });
  });

  it('throws invalid_request where there is no form', async () => {
    const { app } = grantHost();
    const res = await supertest(app).post('/own').send({ grant_type: 'refresh_token' });
    expect({ status: res.status, body: res.body }).toEqual({
      status: 400,
      body: { error: 'invalid_request', error_description: 'The body must be a form.' },
    });
  });

  it('throws what to answer for a repeated parameter, if it is one that authenticates', async () => {
    const { app } = grantHost();
    const twice = `${formText({ client_id: 'till', client_secret: 'till-secret' })}&client_secret=other`;
    const res = await supertest(app).post('/own').set('Content-Type', FORM_TYPE).send(twice);
    expect({ status: res.status, error: res.body.error }).toEqual({ status: 400, error: 'invalid_request' });
  });

  it('tells what the tokens of a client that demands it are to be bound to', async () => {
    const getCertificate = () => ({ certificate, chainVerified: false });
    const { status, body } = await refresh(grantHost({ adapter: { getCertificate } }), { client: bound });
    const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
    expect({ status, cnf: body.cnf }).toEqual({ status: 200, cnf: { 'x5t#S256': thumbprint } });
  });

  it.each<[string, TestHostOptions, string]>([
    ['shows no certificate', { adapter: { getCertificate: () => undefined } }, 'invalid_request'],
    ['comes where none gets here', {}, 'unauthorized_client'],
  ])('refuses such a client that %s', async (_name, options, error) => {
    const res = await refresh(grantHost(options), { client: bound });
    expect({ status: res.status, error: res.body.error }).toEqual({ status: 400, error });
  });
});

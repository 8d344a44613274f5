import express from 'express';
import { deviceRouter } from 'express-ciba/device';
import supertest from 'supertest';
import { deviceBench } from '../support/device-bench.ts';
import { judgeOf, type OpenApi } from '../support/device-openapi.ts';
import { testHost } from '../support/host.ts';

async function served(): Promise<OpenApi> {
  const { get } = deviceBench();
  return (await get('/openapi.json', '')).body;
}

/** Every `$ref` of a document. */
function referencesIn(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/"\$ref":"([^"]+)"/g)].map(([, found]) => String(found));
}

describe('the OpenAPI document of the device API', () => {
  it('is there for everybody, whoever asks from wherever', async () => {
    const { get } = deviceBench();
    const sent = get('/openapi.json', '').set({
      'Sec-Fetch-Site': 'cross-site',
      Origin: 'https://tools.example',
    });
    const { status, headers, body } = await sent;
    expect([status, headers['content-type'], body.openapi]).toEqual([200, 'application/json', '3.1.0']);
    expect((await get('/openapi.json/', '')).body).toEqual(body);
  });

  it('says where the API is mounted', async () => {
    expect((await served()).servers).toEqual([{ url: '/device' }]);
    const router = deviceRouter(testHost().ciba, { authenticateUser: () => undefined });
    const app = express().use(router as never);
    expect((await supertest(app).get('/openapi.json')).body.servers).toBeUndefined();
  });

  it('has every route, each with a name of its own', async () => {
    const { paths } = await served();
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${method} ${path} ${operationId}`),
    );
    expect(operations).toEqual([
      'get /requests listRequests',
      'get /requests/{id} getRequest',
      'post /requests/{id}/approve approve',
      'post /requests/{id}/deny deny',
      'post /requests/{id}/report report',
      'get /events watchRequests',
      'get /openapi.json openApi',
    ]);
  });

  it('tells of each status what it means, and of each answer its form', async () => {
    const { paths } = await served();
    for (const [path, methods] of Object.entries(paths))
      for (const [method, { responses }] of Object.entries(methods)) {
        const untold = Object.entries(responses).filter(([, one]) => {
          const { description, content } = one as unknown as { description?: string; content: object };
          return !description || Object.keys(content).length !== 1;
        });
        expect([method, path, untold]).toEqual([method, path, []]);
      }
    const statuses = Object.keys(paths['/requests/{id}/approve']?.post?.responses ?? {});
    expect(statuses).toEqual(['200', '400', '401', '403', '404', '409', '410', '413', '415', '500', '503']);
  });

  it('refers to what is there', async () => {
    const document = await served();
    const references = new Set(referencesIn(document));
    const there = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...references].sort()).toEqual(there.sort());
  });

  it.each([
    ['Approval', {}, true],
    ['Approval', { scope: ['openid'], authorization_details: [{ type: 'payment' }], number: '07' }, true],
    ['Approval', { scopes: ['openid'] }, false],
    ['Approval', { number: 7 }, false],
    ['Nothing', {}, true],
    ['Nothing', { scope: [] }, false],
  ])('takes what the API takes: %s %j', async (schema, body, fits) => {
    expect(judgeOf(await served()).value(schema, body).length === 0).toBe(fits);
    const { post } = deviceBench();
    const name = schema === 'Approval' ? 'approve' : 'deny';
    expect((await post(`/requests/x/${name}`, body)).status).toBe(fits ? 404 : 400);
  });
});

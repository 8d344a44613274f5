import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import { type BareForm, bareRoutes } from './bare.js';
import { serve } from './serve.js';

/** F2: the same routes on `node:http` alone, which nothing on Express can be cheaper than. */
serve((req, res) => {
  answer(req, res).catch(() => res.writeHead(500).end());
});

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const route = bareRoutes[req.url ?? ''];
  const form = await formOf(req);
  if (route === undefined) return void res.writeHead(404).end();
  const { status, body } = await route(form, req.headers.authorization);
  const text = JSON.stringify(body);
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
  res.writeHead(status, headers).end(text);
}

function formOf(req: IncomingMessage): Promise<BareForm> {
  return new Promise((resolve, reject) => {
    let text = '';
    req.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    req.on('error', reject).on('end', () => resolve(parse(text) as BareForm));
  });
}

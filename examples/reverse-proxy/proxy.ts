import { request as httpRequest } from 'node:http';
import type { RequestHandler } from 'express';

/** Hands every request on as it comes, byte by byte, and its answer back. */
export function proxyTo({ hostname, port, host }: URL): RequestHandler {
  return (req, res) => {
    const { method, originalUrl: path, headers } = req;
    const onward = httpRequest({ hostname, port, path, method, headers: { ...headers, host } }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    onward.on('error', () => (res.headersSent ? res.destroy() : res.sendStatus(502)));
    res.on('close', () => onward.destroy());
    req.pipe(onward);
  };
}

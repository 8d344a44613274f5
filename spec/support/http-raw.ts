import { once } from 'node:events';
import { createServer, type RequestListener, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

/** What a raw exchange came back with. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Record<string, unknown>;
}

/** Runs `use` against a server of its own on loopback. */
export async function listening<T>(app: RequestListener, use: (port: number) => Promise<T>): Promise<T> {
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}

/** Sends a body in chunks, without a Content-Length. */
export function postChunked(
  app: RequestListener,
  path: string,
  chunks: readonly (string | Buffer)[],
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  return listening(app, async (port) => {
    const sent = request({ port, host: '127.0.0.1', path, method: 'POST', agent: false, headers });
    sent.flushHeaders();
    for (const chunk of chunks) sent.write(chunk);
    sent.end();
    const [res] = await once(sent, 'response');
    let text = '';
    for await (const part of res) text += part;
    return { status: res.statusCode, headers: res.headers, body: JSON.parse(text) };
  });
}

/** Writes bytes to one connection and reads until `enough` of the answer is there, or nothing comes for a second. */
export function exchange(app: RequestListener, bytes: string, enough: RegExp): Promise<string> {
  return listening(app, async (port) => {
    const socket = connect(port, '127.0.0.1').setEncoding('utf8').setTimeout(1000);
    let text = '';
    socket.on('data', (part) => {
      text += part;
      if (enough.test(text)) socket.destroy();
    });
    socket.on('timeout', () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.write(bytes);
    await once(socket, 'close');
    return text;
  });
}

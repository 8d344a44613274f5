import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { FORM_TYPE } from './http-requests.js';
import { until } from './server-until.js';

/** One HTTP answer as it stood on the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A connection that is spoken to byte by byte. */
export interface Wire {
  readonly socket: Socket;
  /** Sends a packet and waits until the system has taken it. */
  send(text: string): Promise<void>;
  /** Waits until `count` final answers have come, and tells them in order. */
  answers(count: number): Promise<WireAnswer[]>;
  /** Everything that has come. */
  text(): string;
}

/** Connects to a server on loopback. */
export async function wire(port: number): Promise<Wire> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  const came: Buffer[] = [];
  socket.on('data', (part) => came.push(part)).on('error', () => undefined);
  await once(socket, 'connect');
  const text = (): string => Buffer.concat(came).toString('utf8');
  return {
    socket,
    text,
    send: (packet) => new Promise((sent) => socket.write(packet, () => sent())),
    async answers(count) {
      await until(() => answersIn(text()).length >= count, `${count} answers`, 3000);
      return answersIn(text());
    },
  };
}

/** The head of a form's request. */
export function formHead(path: string, ...headers: readonly string[]): string {
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: as.example.com',
    `Content-Type: ${FORM_TYPE}`,
    ...headers,
    '',
    '',
  ];
  return lines.join('\r\n');
}

/** A whole request with a form. */
export function formRequest(path: string, form: string): string {
  return `${formHead(path, `Content-Length: ${Buffer.byteLength(form)}`)}${form}`;
}

/** One chunk of a chunked body. */
export function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

export const LAST_CHUNK = '0\r\n\r\n';

/** Whole answers with a `Content-Length`, interim ones left out. */
function answersIn(text: string): WireAnswer[] {
  const answers: WireAnswer[] = [];
  for (let rest = text; ; ) {
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1) return answers;
    const head = rest.slice(0, end);
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
    const length = status < 200 ? 0 : Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
    const body = Buffer.from(rest.slice(end + 4));
    if (body.length < length) return answers;
    if (status >= 200) answers.push({ status, body: parsed(body.subarray(0, length).toString('utf8')) });
    rest = body.subarray(length).toString('utf8');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

import { once } from 'node:events';
import { type ClientRequest, get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { DeviceRequestList } from '../../lib/device/view.js';

/** One server-sent event. */
export interface StreamEvent {
  readonly event: string;
  readonly id: string;
  readonly data: DeviceRequestList;
}

/** A stream as a client has it. */
export interface ClientStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** All that has come so far, as it came. */
  readonly text: () => string;
  /** The next event that was not answered yet. */
  next(): Promise<StreamEvent>;
  /** Waits until this has come so often. */
  untilSaid(what: string, times: number): Promise<void>;
  /** Resolves when the server has ended the stream, rejects when the connection broke. */
  readonly ended: Promise<void>;
  /** Takes nothing any more of what is sent. */
  pause(): void;
  hangUp(): void;
}

/** Asks for a stream. */
export async function openStream(
  port: number,
  headers: Readonly<Record<string, string>> = {},
  path = '/device/events',
): Promise<ClientStream> {
  const req = get({ host: '127.0.0.1', port, path, headers, agent: false });
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  return streamOf(req, res);
}

function streamOf(req: ClientRequest, res: IncomingMessage): ClientStream {
  let text = '';
  let answered = 0;
  const ended = new Promise<void>((resolve, reject) => {
    res.once('end', resolve);
    res.once('error', reject);
  });
  ended.catch(() => undefined);
  res.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const events = (): StreamEvent[] => text.split('\n\n').slice(0, -1).flatMap(eventOf);
  /** Waits for more, until there is what is looked for. */
  const until = async <T>(find: () => T | undefined): Promise<T> => {
    for (let found = find(); ; found = find()) {
      if (found !== undefined) return found;
      await Promise.race([once(res, 'data'), ended.then(() => Promise.reject(new Error(`ended: ${text}`)))]);
    }
  };
  return {
    status: res.statusCode ?? 0,
    headers: res.headers,
    text: () => text,
    async next() {
      const event = await until(() => events()[answered]);
      answered += 1;
      return event;
    },
    async untilSaid(what, times) {
      await until(() => (text.split(what).length > times ? true : undefined));
    },
    ended,
    pause: () => void res.pause(),
    hangUp: () => void req.destroy(),
  };
}

function eventOf(block: string): StreamEvent[] {
  const fields = Object.fromEntries(
    block
      .split('\n')
      .filter((line) => !line.startsWith(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  if (fields.data === undefined) return [];
  return [{ event: String(fields.event), id: String(fields.id), data: JSON.parse(fields.data) }];
}

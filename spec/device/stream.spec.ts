import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Listing } from '../../lib/device/feed.ts';
import { Stream } from '../../lib/device/stream.ts';

/** What a connection took of a stream; `takes` says whether it takes more. */
class Connection extends EventEmitter {
  readonly written: string[] = [];
  takes = true;
  destroyed = false;
  writableEnded = false;

  writeHead(): this {
    return this;
  }

  write(text: string): boolean {
    this.written.push(text);
    return this.takes;
  }

  end(): void {
    this.writableEnded = true;
    this.emit('close');
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }

  /** Takes what was held back. */
  drain(): void {
    this.takes = true;
    this.emit('drain');
  }
}

const listing = (id: string): Listing => ({ id, sub: 'alice', requests: [] });

function streamTo(connection: Connection): Stream {
  const options = { heartbeat: 15, now: () => 0 };
  return new Stream(connection as unknown as ServerResponse, undefined, options);
}

const idsIn = ({ written }: Connection): string[] =>
  written.flatMap((text) => /^id: (.*)$/m.exec(text)?.[1] ?? []);

describe('a stream', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('gives a slow client the newest list once it takes more, and none in between', () => {
    const connection = new Connection();
    const stream = streamTo(connection);
    stream.begin();
    connection.takes = false;
    for (const id of ['a', 'b', 'c']) stream.show(listing(id));
    expect(idsIn(connection)).toEqual(['a']);
    connection.drain();
    expect(idsIn(connection)).toEqual(['a', 'c']);
  });

  it('is cut where its client has taken nothing for two heartbeats', () => {
    const connection = new Connection();
    const stream = streamTo(connection);
    stream.begin();
    connection.takes = false;
    stream.show(listing('a'));
    jest.advanceTimersByTime(29_999);
    expect([connection.destroyed, connection.written.length]).toEqual([false, 2]);
    jest.advanceTimersByTime(1);
    expect([connection.destroyed, jest.getTimerCount()]).toEqual([true, 0]);
    stream.show(listing('b'));
    expect(idsIn(connection)).toEqual(['a']);
  });

  it('goes on where its client takes something before that', () => {
    const connection = new Connection();
    const stream = streamTo(connection);
    stream.begin();
    for (let round = 0; round < 3; round++) {
      connection.takes = false;
      stream.show(listing(`${round}`));
      jest.advanceTimersByTime(15_000);
      connection.drain();
    }
    jest.advanceTimersByTime(15_000);
    expect([connection.destroyed, connection.written.at(-1)]).toEqual([false, ': heartbeat\n\n']);
  });

  it('shows signs of life each fifteen seconds, until it ends', () => {
    const connection = new Connection();
    const stream = streamTo(connection);
    stream.begin();
    jest.advanceTimersByTime(45_000);
    stream.end();
    jest.advanceTimersByTime(45_000);
    expect(connection.written).toEqual(['retry: 2000\n\n', ...Array(3).fill(': heartbeat\n\n')]);
  });

  it('shows the newest of what was known before it began', () => {
    const connection = new Connection();
    const stream = streamTo(connection);
    stream.show(listing('a'));
    stream.show(listing('b'));
    expect(connection.written).toEqual([]);
    stream.begin();
    expect(idsIn(connection)).toEqual(['b']);
    stream.show(listing('b'));
    expect(idsIn(connection)).toEqual(['b']);
  });
});

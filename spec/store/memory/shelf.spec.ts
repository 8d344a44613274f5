import { newlyStored } from '../../../lib/request/state-machine.js';
import { type Entry, Shelf } from '../../../lib/store/memory/shelf.js';
import { testClock } from '../../support/clock.ts';
import { newRequest, recordOf } from '../../support/contract-requests.ts';

describe('the shelf', () => {
  const clock = testClock();
  const shelf = new Shelf(3, clock.now);
  const add = (sub: string, kept: number): Entry => {
    const request = newlyStored(recordOf(newRequest('', { sub }), clock.now()));
    const entry: Entry = { request, keepUntil: clock.now() + kept };
    shelf.requireRoom();
    shelf.add(entry);
    return entry;
  };
  const selectorOf = ({ request }: Entry): string => request.record.selector;

  afterAll(() => shelf.close());

  it('finds an entry by its selector and by its user', () => {
    const entry = add('alice', 1000);
    expect(shelf.find(selectorOf(entry))).toBe(entry);
    expect(shelf.ofUser('alice')).toStrictEqual([entry]);
    expect(shelf.ofUser('bob')).toStrictEqual([]);
  });

  it('forgets an entry in both when it is looked for too late', () => {
    const entry = add('bob', 1000);
    clock.advance(1000);
    expect(shelf.find(selectorOf(entry))).toBeUndefined();
    expect(shelf.ofUser('bob')).toStrictEqual([]);
  });

  it('forgets an entry in both when it makes room for another', () => {
    const [old, kept] = [add('carol', 10), add('carol', 1000)];
    clock.advance(10);
    const fresh = add('dave', 1000);
    add('dave', 1000);
    expect(shelf.ofUser('carol')).toStrictEqual([kept]);
    expect(shelf.find(selectorOf(old))).toBeUndefined();
    expect(shelf.find(selectorOf(fresh))).toBe(fresh);
  });
});

describe('what the shelf holds that is to be told', () => {
  const clock = testClock();
  const delivery = { dueAt: 0, attempts: 0 };
  const entryOf = (kept: number): Entry => ({
    request: newlyStored(recordOf(newRequest(), clock.now())),
    keepUntil: clock.now() + kept,
  });
  let shelf: Shelf;
  const add = (kept = 1000): Entry => {
    const entry = entryOf(kept);
    shelf.add(entry);
    entry.request = { ...entry.request, delivery };
    shelf.note(entry);
    return entry;
  };

  beforeEach(() => {
    shelf = new Shelf(2, clock.now);
  });
  afterEach(() => shelf.close());

  it('is nothing of an entry without a delivery', () => {
    const entry = entryOf(1000);
    shelf.add(entry);
    shelf.note(entry);
    expect(shelf.undelivered()).toStrictEqual([]);
  });

  it('is an entry once, as often as it is noted', () => {
    const [one, other] = [add(), add()];
    shelf.note(one);
    expect(shelf.undelivered()).toStrictEqual([one, other]);
  });

  it('is an entry until it is noted without a delivery', () => {
    const [one, other] = [add(), add()];
    const { delivery: _told, ...told } = one.request;
    one.request = told;
    shelf.note(one);
    expect(shelf.undelivered()).toStrictEqual([other]);
  });

  it('is an entry until exactly the end of its retention, whether it was looked for or not', () => {
    const entry = add(1000);
    clock.advance(999);
    expect(shelf.undelivered()).toStrictEqual([entry]);
    clock.advance(1);
    expect(shelf.undelivered()).toStrictEqual([]);
  });

  it('is forgotten with the entry: a clock that goes back brings nothing back', () => {
    const entry = add(1000);
    clock.advance(1000);
    expect(shelf.find(entry.request.record.selector)).toBeUndefined();
    clock.advance(-1000);
    expect(shelf.undelivered()).toStrictEqual([]);
  });

  it('is forgotten when an entry makes room for another', () => {
    add(10);
    const kept = add();
    clock.advance(10);
    const fresh = add();
    expect(shelf.undelivered()).toStrictEqual([kept, fresh]);
  });
});

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

import { Watchers } from '../../lib/request/watchers.js';
import { bell } from '../support/outbox-changes.ts';

/** Lets everything run that was put off until the change is whole. */
const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('who waits for a request to change', () => {
  it('is called once for each change, after the change is whole', async () => {
    const watchers = new Watchers();
    const { ring, calls } = bell();
    watchers.add('S', ring);
    watchers.tell('S');
    expect(calls()).toBe(0);
    await later();
    expect(calls()).toBe(1);
    watchers.tell('S');
    await later();
    expect(calls()).toBe(2);
  });

  it('is called for its own request alone', async () => {
    const watchers = new Watchers();
    const { ring, calls } = bell();
    watchers.add('S', ring);
    watchers.tell('T');
    watchers.tell('');
    await later();
    expect(calls()).toBe(0);
  });

  it('is called, whichever it is, when nobody knows what has changed', async () => {
    const watchers = new Watchers();
    const bells = [bell(), bell(), bell()];
    for (const [n, { ring }] of bells.entries()) watchers.add(`S${n % 2}`, ring);
    watchers.tellAll();
    await later();
    expect(bells.map(({ calls }) => calls())).toStrictEqual([1, 1, 1]);
  });

  it('is forgotten once it has ended that, in any order and however often', async () => {
    const watchers = new Watchers();
    const [one, other] = [bell(), bell()];
    const stops = [watchers.add('S', one.ring), watchers.add('S', other.ring)];
    expect(watchers.size).toBe(1);
    stops[0]?.();
    stops[0]?.();
    expect(watchers.size).toBe(1);
    watchers.tell('S');
    await later();
    expect([one.calls(), other.calls()]).toStrictEqual([0, 1]);
    stops[1]?.();
    expect(watchers.size).toBe(0);
  });

  it('is not forgotten because somebody ends a wait from before', () => {
    const watchers = new Watchers();
    const stop = watchers.add('S', () => {});
    stop();
    watchers.add('S', () => {});
    stop();
    expect(watchers.size).toBe(1);
  });

  it('may end it, or begin to wait, while it is called', async () => {
    const watchers = new Watchers();
    const late = bell();
    const stop = watchers.add('S', () => {
      stop();
      watchers.add('S', late.ring);
    });
    watchers.tell('S');
    await later();
    expect([watchers.size, late.calls()]).toStrictEqual([1, 0]);
    watchers.tell('S');
    await later();
    expect(late.calls()).toBe(1);
  });
});

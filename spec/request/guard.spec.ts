import {
  type ClientGuard,
  DENIALS_REMEMBERED,
  type Guard,
  judgeGuard,
  notePrompt,
  type PromptCaps,
  stillRemembered,
  UNKNOWN_CLIENT,
} from '../../lib/request/guard.js';

const SECOND = 1000;
const none: PromptCaps = { promptsPerUser: false, promptsPerClientAndUser: false, coolDown: false };
const own = (members: Partial<ClientGuard>): ClientGuard => ({ ...UNKNOWN_CLIENT, ...members });
const guard = (clients: Record<string, Partial<ClientGuard>>): Guard =>
  new Map(Object.entries(clients).map(([id, members]) => [id, own(members)]));

describe('what is remembered of a client', () => {
  it.each<[string, Partial<ClientGuard>, number]>([
    ['its last prompt', { prompts: [10, 20], remembered: 60 }, 80 * SECOND],
    ['its denials', { denials: 1, deniedAt: 5 }, 5 + DENIALS_REMEMBERED * SECOND],
    ['a report', { blockedUntil: 7000 }, 7000],
  ])('is forgotten with %s, to the millisecond', (_what, members, end) => {
    expect([...stillRemembered(guard({ till: members }), end - 1).keys()]).toEqual(['till']);
    expect([...stillRemembered(guard({ till: members }), end).keys()]).toEqual([]);
  });

  it('loses each prompt, the report and the denials when they are over, whatever else is kept', () => {
    const members = { prompts: [10, 20], remembered: 60, denials: 2, deniedAt: 1, blockedUntil: 70_000 };
    const at = (now: number) => stillRemembered(guard({ till: members }), now).get('till');
    expect(at(69_999)).toEqual(own(members));
    expect(at(70_000)).toEqual(own({ ...members, prompts: [20], blockedUntil: 0 }));
    const late = own({ ...members, blockedUntil: 1e12 });
    const denialsEnd = 1 + DENIALS_REMEMBERED * SECOND;
    const of = (now: number) => stillRemembered(new Map([['till', late]]), now).get('till');
    expect(of(denialsEnd - 1)).toMatchObject({ denials: 2, deniedAt: 1 });
    expect(of(denialsEnd)).toMatchObject({ denials: 0, deniedAt: 0, blockedUntil: 1e12 });
  });

  it('is another prompt beside those that are not over yet', () => {
    const caps = { ...none, promptsPerUser: { most: 3, seconds: 60 } };
    const noted = (now: number) => notePrompt(own({ prompts: [10, 20], remembered: 60 }), caps, now);
    expect(noted(69_999)).toEqual(own({ prompts: [10, 20, 70], remembered: 60 }));
    expect(noted(70_000)).toEqual(own({ prompts: [20, 70], remembered: 60 }));
  });
});

describe('a client is judged', () => {
  const judged = (caps: Partial<PromptCaps>, remembered: Guard, now: number) =>
    judgeGuard({ ...none, ...caps }, remembered, 'till', now);

  it('by a report until it ends, whatever the caps', () => {
    const reported = guard({ till: { blockedUntil: 5000 } });
    expect(judged({}, reported, 4999)).toEqual({ cap: 'reported', retryAfter: 1 });
    expect(judged({}, reported, 5000)).toBeUndefined();
  });

  it('by a cool-down where there is one, until it ends', () => {
    const denied = guard({ till: { denials: 3, deniedAt: 1000 } });
    const coolDown = { seconds: 10, most: 60 };
    expect(judged({ coolDown }, denied, 20_999)).toEqual({ cap: 'coolDown', retryAfter: 1 });
    expect(judged({ coolDown }, denied, 21_000)).toBeUndefined();
    expect(judged({}, denied, 1001)).toBeUndefined();
    expect(judged({ coolDown }, guard({ till: { denials: 1, deniedAt: 1000 } }), 1001)).toBeUndefined();
  });

  it('by its own rate where there is one, until the first of the last prompts is over', () => {
    const asked = guard({ till: { prompts: [10, 20, 30], remembered: 600 } });
    const promptsPerClientAndUser = { most: 2, seconds: 60 };
    expect(judged({ promptsPerClientAndUser }, asked, 79_999)).toEqual({
      cap: 'promptsPerClientAndUser',
      retryAfter: 1,
    });
    expect(judged({ promptsPerClientAndUser }, asked, 80_000)).toBeUndefined();
    expect(judged({}, asked, 30_001)).toBeUndefined();
    expect(
      judged({ promptsPerClientAndUser }, guard({ kiosk: { prompts: [10, 20, 30] } }), 0),
    ).toBeUndefined();
  });

  it('by the rate of the user over all clients, in the order of the prompts and not of the clients', () => {
    const promptsPerUser = { most: 3, seconds: 60 };
    const asked = guard({ kiosk: { prompts: [30, 40] }, till: { prompts: [10] }, web: { prompts: [20] } });
    expect(judged({ promptsPerUser }, asked, 41_000)).toEqual({ cap: 'promptsPerUser', retryAfter: 39 });
    expect(judged({ promptsPerUser }, asked, 80_000)).toBeUndefined();
    expect(judged({ promptsPerUser: { most: 5, seconds: 60 } }, asked, 41_000)).toBeUndefined();
  });

  it('by what is not known of it: it may ask', () => {
    const coolDown = { seconds: 10, most: 60 };
    const rate = { most: 1, seconds: 60 };
    const caps = { coolDown, promptsPerUser: rate, promptsPerClientAndUser: rate };
    expect(judged(caps, new Map(), 0)).toBeUndefined();
  });
});

import { redactingLogger } from 'express-ciba/operations';

const SECRET = `${'s'.repeat(22)}.${'t'.repeat(43)}`;
const TOKEN = `${'a'.repeat(30)}.${'b'.repeat(60)}.${'c'.repeat(43)}`;

function logged(log: (logger: ReturnType<typeof redactingLogger>) => void): unknown[][] {
  const lines: unknown[][] = [];
  log(redactingLogger({ error: (...line) => lines.push(line), warn: (...line) => lines.push(line) }));
  return lines;
}

describe('the redacting logger', () => {
  it.each([
    [`no such request: ${SECRET}`, 'no such request: [redacted]'],
    [`bad token ${TOKEN}!`, 'bad token [redacted]!'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer [redacted]'],
    ['Authorization: basic dGlsbDpzZWNyZXQ=', 'Authorization: basic [redacted]'],
    ['redis://user:pass@10.0.0.1:6379 refused', 'redis://[redacted]@10.0.0.1:6379 refused'],
    ['redis://user:p@ss@10.0.0.1:6379 refused', 'redis://[redacted]@10.0.0.1:6379 refused'],
    [`x.${SECRET}.y and a.b.${TOKEN}`, 'x.[redacted].y and a.b.[redacted]'],
    [`-${SECRET}, _${TOKEN}`, '[redacted], [redacted]'],
    ['connect ECONNREFUSED 127.0.0.1:6379', 'connect ECONNREFUSED 127.0.0.1:6379'],
  ])('hides in %p what opens something', (text, shown) => {
    const [error, warning] = logged((logger) => {
      logger.error(new Error(text), text);
      logger.warn?.(text);
    });
    expect([(error?.[0] as Error | undefined)?.message, error?.[1], warning?.[0]]).toEqual([
      shown,
      shown,
      shown,
    ]);
  });

  it('keeps name, code and stack, and drops every other member', () => {
    const thrown = Object.assign(new TypeError(`x ${SECRET}`), { code: 'E_X', command: { args: [SECRET] } });
    const [[error] = []] = logged((logger) => logger.error(thrown)) as [Error & { code?: string }][];
    expect([error?.name, error?.code, Object.keys(error ?? {}).sort()]).toEqual([
      'TypeError',
      'E_X',
      ['code', 'name'],
    ]);
    expect(error?.stack).toContain('redacting-logger.spec');
    expect(error?.stack).not.toContain(SECRET);
  });

  it('follows causes, and not for ever', () => {
    const thrown = new Error('outer', { cause: new Error(`inner ${TOKEN}`) });
    const [[error] = []] = logged((logger) => logger.error(thrown)) as [Error][];
    expect((error?.cause as Error | undefined)?.message).toBe('inner [redacted]');
    const circular = new Error('round');
    circular.cause = circular;
    expect(logged((logger) => logger.error(circular))).toHaveLength(1);
  });

  it.each([
    [`text ${SECRET}`, 'text [redacted]'],
    [{ token: TOKEN }, '[redacted]'],
    [undefined, '[redacted]'],
  ])('takes what is no error for one: %p', (thrown, message) => {
    const [[error] = []] = logged((logger) => logger.error(thrown)) as [Error][];
    expect([error instanceof Error, error?.message]).toEqual([true, message]);
  });

  it.each([
    ['a part that never ends', 'a'],
    ['parts that are too short for the next', `${'a'.repeat(16)}.b.`],
    ['parts without end', `${'a'.repeat(16)}.`],
    ['the names of credentials', 'Basic '],
    ['users of no URL', '://u'],
  ])('looks at %s once, not anew from each letter', (_what, unit) => {
    // A text that is looked through from each of its letters costs seconds here, otherwise milliseconds.
    for (const length of [8192, 65_536]) {
      const text = unit.repeat(length / unit.length);
      const thrown = Array.from({ length: 6 }).reduce<Error>(
        (cause) => Object.assign(new Error(text, { cause }), { stack: text }),
        new Error('first'),
      );
      const began = performance.now();
      for (let n = 0; n < 4; n += 1) logged((logger) => logger.error(thrown, text));
      expect(performance.now() - began).toBeLessThan(1000);
    }
  });

  it('hides a secret of any length', () => {
    const long = `${'s'.repeat(4000)}.${'t'.repeat(4000)}`;
    expect(logged((logger) => logger.warn?.(`no ${long}!`))).toEqual([['no [redacted]!']]);
  });

  it.each([
    ['an id', SECRET],
    ['a token', TOKEN],
    ['credentials', 'Bearer abcdefgh.ijklmnop'],
    ['the password in a URL', 'redis://user:password@host'],
  ])('shows nothing of %s where a long text is cut, wherever that is', (_what, secret) => {
    for (let shown = 0; shown <= secret.length + 1; shown += 1) {
      const before = 'x '.repeat(4096).slice(0, 8192 - shown - 1);
      const [[text] = []] = logged((logger) => logger.warn?.(`${before} ${secret} ${'y '.repeat(99)}`));
      const told = String(text).slice(before.length);
      expect(told).toMatch(/^ ?(?:Bearer )?(?:redis:\/\/)?(?:\[redacted\])?(?:@host)? ?\[cut\]$/);
    }
  });

  it('shows nothing of a long text that has no words', () => {
    expect(logged((logger) => logger.warn?.('a'.repeat(8193)))).toEqual([['[cut]']]);
    const fits = 'a'.repeat(8192);
    expect(logged((logger) => logger.warn?.(fits))).toEqual([[fits]]);
  });

  it('cuts message and stack of an error and of its causes', () => {
    const thrown = new Error(`m ${'x'.repeat(9000)}`, { cause: new Error(`c ${'x'.repeat(9000)}`) });
    const [[error] = []] = logged((logger) => logger.error(thrown)) as [Error][];
    const cause = error?.cause as Error | undefined;
    expect([error?.message, cause?.message]).toEqual(['m [cut]', 'c [cut]']);
    expect([error?.stack, cause?.stack]).toEqual(['Error: m [cut]', 'Error: c [cut]']);
  });

  it('works in front of a logger without warnings', () => {
    expect(() => redactingLogger({ error: () => {} }).warn?.('x')).not.toThrow();
  });
});

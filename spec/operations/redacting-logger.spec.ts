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

  it('works in front of a logger without warnings', () => {
    expect(() => redactingLogger({ error: () => {} }).warn?.('x')).not.toThrow();
  });
});

import { newRequest, noCaps } from '../../support/contract-requests.ts';
import { useResending } from '../../support/resending-bench.ts';

describe('a command about what is used or tried that is sent again later', () => {
  const bench = useResending();

  it('uses once what it used, and nobody else does', async () => {
    const used = { kind: 'assertion', clientId: 'till', jti: 'one', seconds: 60 } as const;
    const answers: boolean[] = [];
    const meanwhile = async (): Promise<void> => void answers.push(await bench.sound.useOnce(used));
    answers.push(await bench.cutOff(1000, meanwhile).useOnce(used));
    expect(answers).toStrictEqual([false, true]);
  });

  it('counts an attempt once, and forgives it once, though others come between', async () => {
    const guess = { kind: 'user_code', names: ['till', 'alice'], most: 4, seconds: 900 } as const;
    const others = () => bench.sound.attempt(guess);
    expect(await bench.cutOff(1000, others).attempt(guess)).toStrictEqual({ allowed: true });
    await bench.sound.attempt(guess);
    await bench.cutOff(1000, () => bench.sound.forgive(guess)).forgive(guess);
    const left: boolean[] = [];
    for (let n = 0; n < 4; n += 1) left.push((await bench.sound.attempt(guess)).allowed);
    expect(left).toStrictEqual([true, true, true, false]);
  });

  it.each([0, 1000, 50_000])(
    'forgives its own attempt alone, after %i ms, though none was left and somebody else has begun anew',
    async (ms) => {
      const guess = { kind: 'user_code', names: ['till', 'alice'], most: 2, seconds: 900 } as const;
      await bench.sound.attempt(guess);
      await bench.cutOff(ms, () => bench.sound.attempt(guess)).forgive(guess);
      expect(await bench.sound.attempt(guess)).toStrictEqual({ allowed: true });
      expect(await bench.sound.attempt(guess)).toMatchObject({ allowed: false });
    },
  );

  it('is not counted again, though it was forgiven meanwhile', async () => {
    const guess = { kind: 'user_code', names: ['till', 'alice'], most: 1, seconds: 900 } as const;
    await bench.cutOff(0, () => bench.sound.forgive(guess)).attempt(guess);
    expect(await bench.sound.attempt(guess)).toStrictEqual({ allowed: true });
  });

  // Promised to nobody: the second finds nothing any more, and says so.
  it('takes a report back, though it answers that there was none', async () => {
    const { sub, clientId } = await bench.decided({ state: 'denied', content: {}, block: 3600 });
    expect(await bench.sound.create(newRequest(), noCaps)).toMatchObject({ cap: 'reported' });
    expect(await bench.cutOff(1000).unblock(sub, clientId)).toBe(false);
    expect(await bench.sound.create(newRequest(), noCaps)).toMatchObject({ status: 'created' });
  });
});

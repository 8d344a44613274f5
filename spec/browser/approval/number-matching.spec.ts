import { useApprovals } from '../support/approval-bench.ts';
import type { Approvals } from '../support/approval-page.ts';

const otherThan = (number: string): string => (number === '41' ? '42' : '41');

describe('number matching on the approval page', () => {
  const bench = useApprovals();

  const type = async (page: Approvals, number: string) => {
    await page.field.fill(number);
    await page.approve.click();
  };

  it('offers three numbers beside Deny and no Approve, and takes the right one', async () => {
    const page = await bench.open();
    const asked = await bench.ask({ client: 'picker' });
    await page.numbers.waitFor();
    const names = await page.numbers.getByRole('button').allInnerTexts();
    expect([names.length, names.includes(asked.number), await page.approve.count()]).toEqual([3, true, 0]);
    await page.deny.waitFor();
    await page.number(asked.number).click();
    await page.shows('Approved');
    expect((await bench.host.poll(asked)).status).toBe(200);
  });

  it('denies by a wrong pick, and says so', async () => {
    const page = await bench.open();
    const asked = await bench.ask({ client: 'picker' });
    await page.numbers.waitFor();
    const names = await page.numbers.getByRole('button').allInnerTexts();
    await page.number(names.find((name) => name !== asked.number) ?? '').click();
    await page.shows('Denied');
    await page.all.getByText('That was not the number, so it was denied.').first().waitFor();
    expect((await bench.host.poll(asked)).body.error).toBe('access_denied');
  });

  it('denies by Deny without a number', async () => {
    const page = await bench.open();
    const asked = await bench.ask({ client: 'picker' });
    await page.deny.click();
    await page.shows('Denied');
    expect((await bench.host.poll(asked)).body.error).toBe('access_denied');
  });

  it('has the number typed in a field for two digits, and takes the right one by Enter', async () => {
    const page = await bench.open();
    const asked = await bench.ask({ client: 'typer' });
    await page.ready();
    const told = await page.field.evaluate((field) =>
      ['inputmode', 'maxlength', 'autocomplete'].map((name) => field.getAttribute(name)),
    );
    expect(told).toEqual(['numeric', '2', 'off']);
    await page.field.fill(asked.number);
    await page.field.press('Enter');
    await page.shows('Approved');
    expect((await bench.host.poll(asked)).status).toBe(200);
  });

  it('says how often a wrong number may still be typed, and takes the right one then', async () => {
    const page = await bench.open();
    const asked = await bench.ask({ client: 'typer' });
    await type(page, otherThan(asked.number));
    await page.alert.getByText('That is not the number. 2 attempts left.').waitFor();
    await type(page, otherThan(asked.number));
    await page.alert.getByText('That is not the number. 1 attempt left.').waitFor();
    await type(page, asked.number);
    await page.shows('Approved');
    expect((await bench.host.poll(asked)).status).toBe(200);
  });

  it('denies by the third wrong number', async () => {
    const page = await bench.open();
    const asked = await bench.ask({ client: 'typer' });
    for (const left of [2, 1]) {
      await type(page, otherThan(asked.number));
      await page.alert.getByText(`${left} attempt`).waitFor();
    }
    await type(page, otherThan(asked.number));
    await page.shows('Denied');
    await page.all.getByText('That was not the number, so it was denied.').first().waitFor();
    expect((await bench.host.poll(asked)).body.error).toBe('access_denied');
  });

  it.each([
    ['nothing', ''],
    ['one digit', '4'],
    ['letters', 'ab'],
  ])('sends %s to nobody, and costs no attempt by it', async (_what, typed) => {
    const page = await bench.open();
    const sent: string[] = [];
    page.page.on('request', (request) => void (request.method() === 'POST' && sent.push(request.url())));
    const asked = await bench.ask({ client: 'typer' });
    await page.ready();
    await type(page, typed);
    await type(page, asked.number);
    await page.shows('Approved');
    expect(sent).toHaveLength(1);
  });

  it('counts what was typed on another device', async () => {
    const page = await bench.open();
    const asked = await bench.ask({ client: 'typer' });
    await page.ready();
    const [{ id } = { id: '' }] = await bench.host.pending(bench.user);
    await bench.host.decide(bench.user, id, 'approve', { number: otherThan(asked.number) });
    await type(page, otherThan(asked.number));
    await page.alert.getByText('That is not the number. 1 attempt left.').waitFor();
    await type(page, asked.number);
    await page.shows('Approved');
  });
});

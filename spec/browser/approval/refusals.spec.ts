import { useApprovals } from '../support/approval-bench.ts';
import { openApprovals } from '../support/approval-pages.ts';

describe('the approval page of a user whose account was disabled', () => {
  const bench = useApprovals({ adapter: { revalidate: (_user, _client, phase) => phase !== 'approval' } });

  it('says that it cannot be approved any more', async () => {
    const page = await bench.open();
    await bench.ask();
    await page.approve.click();
    await page.all.getByText('Cannot be approved any more').first().waitFor();
    expect(await page.heading('Approved').count()).toBe(0);
  });
});

describe('the approval page in more tabs than a user may have streams', () => {
  const bench = useApprovals({ device: { maxStreamsPerUser: 1 } });

  it('shows in each what is asked', async () => {
    const context = await bench.signedIn();
    const first = await openApprovals(context, bench.host.url);
    await first.shows('Nothing to approve');
    const second = await openApprovals(context, bench.host.url);
    await second.shows('Nothing to approve');
    await bench.ask();
    await first.shows('Till 7 asks for your approval');
    await second.shows('Till 7 asks for your approval');
  });
});

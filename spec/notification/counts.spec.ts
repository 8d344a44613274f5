import { testHost } from '../support/host.js';
import { startToldApproved } from '../support/receiver-host.js';
import { answering } from '../support/receiver-reactions.js';
import { noContent } from '../support/receiver-server.js';
import { useSetting } from '../support/receiver-setting.js';
import { storeCases } from '../support/stores.js';

describe('what a process has told its clients', () => {
  it('is nothing where all of them poll', () => {
    expect(testHost().ciba.deliveryCounts()).toEqual({
      ...{ delivered: 0, deferred: 0, undeliverable: 0 },
      underWay: 0,
    });
  });
});

describe.each(storeCases)('what a process has told its clients, over $name,', (storeCase) => {
  const settingOf = useSetting(storeCase);

  it('is counted by outcome', async () => {
    const { receiver, client, host } = await settingOf('ping');
    receiver.react(noContent, answering(503), answering(404));
    await startToldApproved(host, client);
    await host.rest();
    await startToldApproved(host, client);
    await host.rest();
    expect(host.ciba.deliveryCounts()).toEqual({
      ...{ delivered: 1, deferred: 1, undeliverable: 0 },
      underWay: 0,
    });
    await host.pass(60_000);
    expect(host.ciba.deliveryCounts()).toEqual({
      ...{ delivered: 1, deferred: 1, undeliverable: 1 },
      underWay: 0,
    });
  });
});

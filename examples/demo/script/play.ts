import { CALL_CENTRE, SHOP_TILL, TICKET_KIOSK } from '../clients.js';
import type { DemoHost } from '../host.js';
import { approval } from './approval.js';
import { denial } from './denial.js';
import { discovered } from './discovered.js';
import { longPoll } from './long-poll.js';
import { ping } from './ping.js';
import { heading } from './print.js';
import { walkThrough } from './walk-through.js';

/**
 * Plays the article's walk-through, and with openid-client an approval, a denial, a poll that is held and a ping.
 *
 * @throws Error at the first answer that is not as expected
 */
export async function playScript(
  { url, pings }: Pick<DemoHost, 'url' | 'pings'>,
  interval: number,
): Promise<void> {
  await walkThrough({ url, interval });
  heading('The client finds the server by its base URL alone');
  const callCentre = { client: await discovered(url, CALL_CENTRE), url, interval };
  await approval(callCentre);
  await denial(callCentre);
  heading('Other clients find it too');
  await longPoll({ client: await discovered(url, SHOP_TILL), url, interval });
  await ping({ client: await discovered(url, TICKET_KIOSK), url, interval }, pings);
  heading('Every answer was as expected');
}

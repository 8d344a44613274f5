import { allowInsecureRequests, ClientSecretPost, customFetch, discovery } from 'openid-client';
import { approval } from './approval.js';
import { denial } from './denial.js';
import { heading } from './print.js';
import { tracedFetch } from './traced-fetch.js';
import { walkThrough } from './walk-through.js';

/** Plays the article's walk-through, then an approval and a denial with openid-client. @throws Error at the first answer that is not as expected */
export async function playScript(url: string, interval: number): Promise<void> {
  await walkThrough({ url, interval });
  heading('The client finds the server by its base URL alone');
  const client = await discovery(
    new URL(url),
    'call-centre',
    undefined,
    ClientSecretPost('call-centre-secret'),
    { execute: [allowInsecureRequests], [customFetch]: tracedFetch as never },
  );
  await approval({ client, url, interval });
  await denial({ client, url, interval });
  heading('Every answer was as expected');
}

import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that outgoing connections are given: one of them might take a port between the look at it and the listening. */
const LOWEST = 10_000;
const HIGHEST = 32_000;

/** A port that nobody listens on; and where something is `above` it, so is the port that far above. */
export async function freePort(above = 0): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST - above));
    if ((await isFree(port)) && (above === 0 || (await isFree(port + above)))) return port;
  }
  throw new Error('no free port');
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1');
  const free = await once(probe, 'listening').then(
    () => true,
    () => false,
  );
  if (free) await once(probe.close(), 'close');
  return free;
}

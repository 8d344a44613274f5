import { parseArgs } from 'node:util';
import { readConfiguration } from './configuration.js';
import { startHost } from './host.js';

const USAGE = 'npm run fapi-host -- --config FILE';

/** Standard output has the line READY alone; whatever is to be said goes to standard error. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  if (values.config === undefined) throw new Error(`--config is missing: ${USAGE}`);
  const configuration = readConfiguration(values.config);
  const { problems, close } = await startHost(configuration);
  for (const problem of problems) console.error(`Careful: ${problem}`);
  // Not once: the signal may come twice, to the whole process group and handed on by tsx.
  const signal = new Promise((resolve) => process.on('SIGTERM', resolve).on('SIGINT', resolve));
  console.log(`READY ${configuration.issuer}`);
  await signal;
  await close();
  process.exit(0);
}

function fail(error: Error): void {
  console.error(`fapi-host: ${error.message}`);
  process.exit(1);
}

main().catch(fail);

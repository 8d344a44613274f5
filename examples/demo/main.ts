import { type DemoArguments, demoArguments, HELP } from './arguments.js';
import { startDemo } from './host.js';
import { playScript } from './script/play.js';
import { openStore } from './stores.js';

async function main(): Promise<void> {
  const { script, help, ...told } = demoArguments(process.argv.slice(2), process.env);
  if (help) return void console.log(HELP);
  const { url, ciba, pings, close } = await start(told);
  const { problems } = await ciba.ready();
  for (const problem of problems) console.error(`Careful: ${problem}`);
  if (script) return playScript({ url, pings }, told.interval).finally(close);
  process.once('SIGINT', () => void close()).once('SIGTERM', () => void close());
  console.log(`READY ${url}`);
  console.log(`Open ${url}/ with the phone of alice, ${url}/?user=bob with that of bob. Ctrl-C stops.`);
}

async function start({ redis, ...told }: Omit<DemoArguments, 'script' | 'help'>) {
  const { store, close } = await openStore(redis);
  const host = await startDemo({
    ...told,
    store,
    notify: ({ user, client, binding_message: message = 'no message' }) =>
      console.log(
        `The phone of ${user.name} shows: ${client.client_name ?? client.client_id} asks (${message})`,
      ),
  });
  return { ...host, close: () => host.close().finally(close) };
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});

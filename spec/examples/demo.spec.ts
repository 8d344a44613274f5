import { demoArguments, HELP } from '../../examples/demo/arguments.js';
import { playScript } from '../../examples/demo/script/play.js';
import { runDemo } from '../interop/support/demo-process.js';
import { demoInMemory } from './support/demo.js';

jest.setTimeout(60_000);

describe('npm run demo', () => {
  it('plays the walk-through, an approval, a denial, a held poll and a ping with --script, shows the tokens shortened, and exits 0', async () => {
    const { code, stdout, stderr } = await runDemo(['--script']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const answers = [...stdout.matchAll(/^ {5}error: (\w+)$/gm)].map(([, error]) => error);
    const pending = 'authorization_pending';
    expect(answers).toEqual([pending, pending, pending, 'access_denied']);
    const calls = [...stdout.matchAll(/^-> POST http:..[^/]+(\S+)$/gm)].map(([, path]) => path);
    expect(calls.slice(0, 3)).toEqual(['/register', '/ciba/auth', '/token']);
    expect(stdout).toMatch(/^ {3}ok: the one poll had the tokens, \d+ ms after she approved$/m);
    const [, pinged = ''] = /^-> POST https:..127\.0\.0\.1:\d+\/pings\n((?:.+\n)+)/m.exec(stdout) ?? [];
    expect(pinged).toMatch(/^ {5}auth_req_id: .{6}\.\.\.\n<- 204\n {3}ok: the ping names the request\n$/);
    expect(stdout).toMatch(/^ {3}ok: it has the tokens, \d+ ms after she approved$/m);
    const secrets = ['client_secret', 'auth_req_id', 'client_notification_token'];
    for (const token of ['access_token', 'refresh_token', 'id_token', ...secrets]) {
      expect(stdout).toMatch(new RegExp(`^ {5}${token}: .{6}\\.\\.\\.$`, 'm'));
    }
    expect(stdout).not.toMatch(/(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{20}/);
    for (const secret of ['call-centre-secret', 'device-secret', 'ticket-kiosk-secret'])
      expect(stdout).not.toContain(secret);
    expect(stdout.trimEnd()).toMatch(/== Every answer was as expected$/);
  });

  it('explains its options with --help', async () => {
    const { code, stdout } = await runDemo(['--help']);
    expect({ code, stdout: stdout.trim() }).toEqual({ code: 0, stdout: HELP.trim() });
  });

  it.each([
    ['an unknown option', ['--colour'], /Unknown option '--colour'/],
    ['no such port', ['--port', '65536'], /--port is a whole number from 0 to 65535, not "65536"/],
    ['a Redis that does not answer', ['--redis', 'redis://127.0.0.1:1'], /Redis does not answer/],
  ])('exits with an error for %s', async (_what, args, message) => {
    const { code, stdout, stderr } = await runDemo(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

it('the script stops at the first answer that is not as expected', async () => {
  jest.spyOn(console, 'log').mockImplementation();
  const host = await demoInMemory();
  await expect(playScript(host, 2)).rejects.toThrow(new Error('Not as expected: the interval is announced'));
  await host.close();
});

describe('the arguments of the demo', () => {
  const defaults = {
    ...{ port: 3000, interval: 5, numberMatching: 'off' },
    ...{ script: false, help: false },
  };

  it.each([
    ['nothing', [], {}, defaults],
    ['--port and --interval', ['--port', '0', '--interval', '2'], {}, { ...defaults, port: 0, interval: 2 }],
    ['PORT and INTERVAL', [], { PORT: '81', INTERVAL: '7' }, { ...defaults, port: 81, interval: 7 }],
    ['options before the environment', ['--port=1'], { PORT: '81' }, { ...defaults, port: 1 }],
    ['--redis', ['--redis', 'redis://r:1'], {}, { ...defaults, redis: 'redis://r:1' }],
    ['--script', ['--script'], { PORT: '81' }, { ...defaults, port: 0, interval: 1, script: true }],
    ['--number-matching', ['--number-matching=pick'], {}, { ...defaults, numberMatching: 'pick' }],
  ])('are read from %s', (_what, argv, env, expected) => {
    expect(demoArguments(argv, env)).toEqual(expected);
  });

  it.each([
    ['--interval', '0', '--interval is a whole number from 1 to 3600, not "0"'],
    ['--interval', '1.5', '--interval is a whole number from 1 to 3600, not "1.5"'],
    ['--port', '', '--port is a whole number from 0 to 65535, not ""'],
    ['--number-matching', 'guess', '--number-matching is off, pick, type, not "guess"'],
    ['--redis', 'localhost:6379', '--redis is a URL such as redis://127.0.0.1:6379'],
  ])('are refused: %s %j', (option, value, message) => {
    expect(() => demoArguments([option, value], {})).toThrow(new Error(message));
  });
});

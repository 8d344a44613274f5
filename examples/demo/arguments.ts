import { parseArgs } from 'node:util';
import { MATCHING, type Matching } from './till/matching.js';

/** What the demo was told on the command line and by the environment. */
export interface DemoArguments {
  readonly port: number;
  readonly interval: number;
  readonly redis?: string;
  /** What the till asks for unless it is told otherwise. */
  readonly numberMatching: Matching;
  readonly script: boolean;
  readonly help: boolean;
}

export const HELP = `npm run demo -- [options]

  --port N      where to listen on 127.0.0.1, 0 for any free port (default 3000, or PORT)
  --interval N  seconds between two polls of a client (default 5, or INTERVAL; 1 with --script)
  --redis URL   keep pending requests in Redis instead of in memory
  --number-matching off|pick|type
                whether the user must give the number that the client shows (default off; the page can switch it)
  --script      start on a free port, play the walk-through and a real client, and exit
  --help        show this
`;

/** Reads options before environment before defaults. @throws Error for what it does not understand */
export function demoArguments(argv: readonly string[], env: NodeJS.ProcessEnv): DemoArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: 'string' },
      interval: { type: 'string' },
      redis: { type: 'string' },
      'number-matching': { type: 'string', default: 'off' },
      script: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { script, help, redis } = values;
  return {
    port: wholeNumber('port', values.port ?? (script ? '0' : (env.PORT ?? '3000')), { from: 0, to: 65_535 }),
    interval: wholeNumber('interval', values.interval ?? env.INTERVAL ?? (script ? '1' : '5'), {
      from: 1,
      to: 3600,
    }),
    ...(redis !== undefined && { redis: redisUrl(redis) }),
    numberMatching: matching(values['number-matching']),
    script,
    help,
  };
}

function wholeNumber(option: string, text: string, { from, to }: { from: number; to: number }): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= from && value <= to) return value;
  throw new Error(`--${option} is a whole number from ${from} to ${to}, not "${text}"`);
}

function matching(text: string): Matching {
  const mode = MATCHING.find((known) => known === text);
  if (mode !== undefined) return mode;
  throw new Error(`--number-matching is ${MATCHING.join(', ')}, not "${text}"`);
}

function redisUrl(text: string): string {
  if (/^rediss?:\/\/[^/]/.test(text)) return text;
  throw new Error('--redis is a URL such as redis://127.0.0.1:6379');
}

import { execFile } from 'node:child_process';

/** Where and with what a command runs. */
export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Ten minutes: more than any one command of the matrix takes, however slow the registry. */
const DEADLINE = 600_000;

/** Runs a command and answers what it wrote to its standard output; rejects with all that it wrote. */
export function command(
  file: string,
  args: readonly string[],
  { cwd, env = {} }: CommandOptions,
): Promise<string> {
  const options = { cwd, env: { ...process.env, ...env }, timeout: DEADLINE, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${[file, ...args].join(' ')} in ${cwd}: ${error.code}\n${stdout}${stderr}`));
    });
  });
}

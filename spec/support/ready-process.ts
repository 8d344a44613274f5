import type { ChildProcess } from 'node:child_process';

/** Generous: beside a whole suite on two cores, a process that compiles itself has been seen to take twenty seconds. */
const READY_WITHIN_MS = 50_000;

/** All that a process has said so far. */
export interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

/** Listens to a process from now on. */
export function listenTo(child: ChildProcess): Said {
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    said.stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    said.stderr += chunk.toString();
  });
  return said;
}

/** Waits until a process that says `said` has said `line` on its standard output, and answers what the line matched. */
export async function untilSaid(
  child: ChildProcess,
  said: Said,
  line: RegExp,
  end: () => unknown = () => child.kill('SIGKILL'),
): Promise<RegExpExecArray> {
  const tooLate = endsIn(end);
  return new Promise<RegExpExecArray>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const match = line.exec(said.stdout);
      if (match) resolve(match);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(new Error(`ended by ${signal ?? code} before ${line}:\n${said.stdout}${said.stderr}`));
    });
  }).finally(() => clearTimeout(tooLate));
}

/** Ends what hangs. */
export function endsIn(end: () => unknown, ms: number = READY_WITHIN_MS): NodeJS.Timeout {
  return setTimeout(end, ms);
}

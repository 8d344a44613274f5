/** One operation as a client does it; rejects when an answer is wrong. */
export type Task = () => Promise<void>;

/** Runs tasks in a closed loop of `width` workers; answers how long each took, in milliseconds. */
export async function runAll(tasks: readonly Task[], width: number): Promise<number[]> {
  const latencies: number[] = [];
  const queue = tasks[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const task of queue) {
      const started = performance.now();
      await task();
      latencies.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return latencies;
}

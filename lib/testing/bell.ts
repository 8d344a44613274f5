// By their module, since a test may have replaced the global ones.
import { clearTimeout, setTimeout } from 'node:timers';
import type { Awaitable } from '../index.js';

/** Real seconds that a test waits for what ought to come; less than the runners' own 5. */
const PATIENCE = 3;

/** Rings when something has come, for those who wait for it. */
export class Bell {
  #rings = () => {};
  #rung = this.#silence();

  ring(): void {
    const rings = this.#rings;
    this.#rung = this.#silence();
    rings();
  }

  /** Looks at once and whenever it rings; rejects where nothing was found in time. */
  async until<T>(look: () => Awaitable<T | undefined>, missing: string): Promise<T> {
    const { late, inTime } = patience(missing);
    try {
      for (;;) {
        const rung = this.#rung;
        const found = await Promise.race([look(), late]);
        if (found !== undefined) return found;
        await Promise.race([rung, late]);
      }
    } finally {
      inTime();
    }
  }

  #silence(): Promise<void> {
    return new Promise((resolve) => {
      this.#rings = resolve;
    });
  }
}

function patience(missing: string): { readonly late: Promise<never>; readonly inTime: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${missing} within ${PATIENCE} seconds`)), PATIENCE * 1000);
  });
  return { late, inTime: () => clearTimeout(timer) };
}

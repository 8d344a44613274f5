/** One thing that a consumer does, which succeeds or fails. */
export interface Cell {
  readonly part: string;
  readonly row: string;
  readonly column: string;
  /** Installs what it stands on; cells that share it wait for the same installation, and none counts its time. */
  ready(): Promise<unknown>;
  /** What the table shows beside the time; rejects where it fails. */
  run(): Promise<string | undefined>;
}

/** How a cell came out. */
export interface Outcome {
  readonly cell: Cell;
  readonly seconds: number;
  readonly note?: string | undefined;
  /** All that a failed cell said. */
  readonly failure?: string | undefined;
}

/** Runs the cells, a few at a time, and tells each outcome as it is there. */
export async function runCells(
  cells: readonly Cell[],
  { atOnce, told }: { atOnce: number; told: (outcome: Outcome) => void },
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = [...cells];
  const lane = async (): Promise<void> => {
    for (let cell = waiting.shift(); cell !== undefined; cell = waiting.shift()) {
      const outcome = await outcomeOf(cell);
      outcomes.push(outcome);
      told(outcome);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return outcomes;
}

async function outcomeOf(cell: Cell): Promise<Outcome> {
  let start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  try {
    await cell.ready();
    start = performance.now();
    const note = await cell.run();
    return { cell, seconds: seconds(), note };
  } catch (error) {
    return { cell, seconds: seconds(), failure: error instanceof Error ? error.message : String(error) };
  }
}

/** How much of all cases each property gets. */
const SHARES = {
  backchannel: 18,
  token: 16,
  bytes: 8,
  registration: 8,
  metadata: 10,
  approvals: 10,
  decisions: 6,
  authentication: 6,
  proofs: 6,
  hints: 4,
  subjects: 4,
  faults: 4,
} as const;

/** All cases of all properties together: 5,000, or as many as `CIBA_FUZZ_RUNS` says. */
const ALL = Number(process.env.CIBA_FUZZ_RUNS ?? 5000);

/** How many cases a property gets. */
export function runs(of: keyof typeof SHARES): { readonly numRuns: number } {
  return { numRuns: Math.max(1, Math.round((ALL * SHARES[of]) / 100)) };
}

/** What the shares come to, of a hundred. */
export const SHARED: number = Object.values(SHARES).reduce((sum, share) => sum + share, 0);

/** Milliseconds for a property, by the number of its cases; no single one may take two seconds. */
export const LONG: number = Math.max(60_000, ALL * 60);

const HANGS_AFTER_MS = 2000;

/** The same, but that what takes longer than two seconds is a failure. */
export async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer within two seconds')), HANGS_AFTER_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

// All specs of a run in one file: what they stand on is loaded once for a mutant, not once for a spec. The hooks
// of each stay its own.
for (const path of (process.env.CIBA_MUTATION_SPECS ?? '').split(',').flatMap(filesAt))
  describe(basename(path), () => {
    require(path);
  });

/** A file, or all specs of a folder. */
function filesAt(named: string): readonly string[] {
  const path = join(__dirname, '..', named);
  if (path.endsWith('.ts')) return [path];
  if (!existsSync(path)) return [`${path}.spec.ts`];
  return readdirSync(path)
    .filter((name) => name.endsWith('.spec.ts'))
    .sort()
    .map((name) => join(path, name));
}

import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

// All specs of a run in one file: what they stand on is loaded once for a mutant, not once for a spec. The hooks
// of each stay its own.
for (const path of (process.env.CIBA_MUTATION_SPECS ?? '').split(',').flatMap(filesAt))
  describe(basename(path), () => {
    require(path);
  });

function filesAt(named: string): readonly string[] {
  const path = join(__dirname, '..', named);
  if (path.endsWith('.ts')) return [path];
  if (existsSync(`${path}.spec.ts`)) return [`${path}.spec.ts`];
  return readdirSync(path, { withFileTypes: true })
    .map((entry) => join(path, entry.name))
    .filter((file) => file.endsWith('.spec.ts'))
    .sort();
}

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defectsOf } from './defects.ts';
import { rowsOf } from './document.ts';
import { SECTIONS } from './rules.ts';
import { specFilesBelow } from './spec-files.ts';
import { summaryOf, summaryText } from './summary.ts';

// npm run checklist: holds docs/conformance.md, or the document given, to the rules and to the tests that it names.
const root = fileURLToPath(new URL('../..', import.meta.url));
const [path = `${root}docs/conformance.md`] = process.argv.slice(2);

const rows = rowsOf(readFileSync(path, 'utf8'));
const defects = defectsOf(rows, { sections: SECTIONS, find: specFilesBelow(root) });
console.log(summaryText(summaryOf(rows, SECTIONS)));
for (const defect of defects) console.error(defect);
process.exitCode = defects.length === 0 ? 0 : 1;

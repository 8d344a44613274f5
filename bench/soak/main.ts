import { measureBombing, printBombing } from './bombing.js';
import { measureHeap, printHeap } from './heap.js';
import { soakOptions } from './options.js';
import { printFindings, printSoak } from './report.js';
import { checkFolder, soak } from './soak.js';

const options = soakOptions(process.argv.slice(2));
if (!(await isWell())) process.exitCode = 1;

async function isWell(): Promise<boolean> {
  if (options.check !== undefined) return printFindings(await checkFolder(options.check));
  if (options.heap) return printHeap(await measureHeap(options.polls));
  if (options.bombing) return printBombing(await measureBombing(options.bombs));
  return printSoak(await soak(options));
}

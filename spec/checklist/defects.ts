import { type FindSpec, faultOf } from './citation.ts';
import type { Row } from './document.ts';
import type { Section } from './rules.ts';
import { readShownBy } from './shown-by.ts';

/** What the document is held to. */
export interface Standard {
  readonly sections: readonly Section[];
  readonly find: FindSpec;
}

/** Everything that is wrong with the rows, one line each; empty where all is well. */
export function defectsOf(rows: readonly Row[], { sections, find }: Standard): string[] {
  const must = sections.flatMap((section) => section.must);
  const known = new Set([...must, ...sections.flatMap((section) => section.may)]);
  const found = rows.map(({ id }) => id);
  return [
    ...must.filter((id) => !found.includes(id)).map((id) => `${id}: no row`),
    ...found.filter((id, i) => found.indexOf(id) !== i).map((id) => `${id}: more than one row`),
    ...found.filter((id) => !known.has(id)).map((id) => `${id}: not a rule that we know`),
    ...rows.flatMap((row) => faultsOf(row, find).map((fault) => `${row.id}: ${fault}`)),
  ];
}

function faultsOf({ source, sentence, shownBy }: Row, find: FindSpec): string[] {
  return [
    ...(source === '' ? ['says not where the rule comes from'] : []),
    ...(sentence === '' ? ['says not what we do'] : []),
    ...faultsOfProof(shownBy, find),
  ];
}

function faultsOfProof(cell: string, find: FindSpec): string[] {
  const shownBy = readShownBy(cell);
  if (shownBy.kind === 'nothing') return ['neither tests nor a duty'];
  if (shownBy.kind === 'unreadable') return [`neither tests nor exactly one duty: ${cell}`];
  if (shownBy.kind === 'duty') return [];
  return shownBy.citations.map((citation) => faultOf(citation, find)).filter((fault) => fault !== undefined);
}

/** One row of the checklist as it stands in the document. */
export interface Row {
  readonly id: string;
  /** Where the rule comes from. */
  readonly source: string;
  /** The sentence that says what this package does. */
  readonly sentence: string;
  /** What shows it: tests, or whose duty it is. */
  readonly shownBy: string;
}

const COLUMNS = 4;

/** The rows of all tables whose first column is an id; head and rule of a table are none. */
export function rowsOf(markdown: string): Row[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cellsOf)
    .filter(([id = '']) => id !== 'id' && !/^-+$/.test(id))
    .map(([id = '', source = '', sentence = '', shownBy = '', ...more]) => {
      if (more.length > 0) throw new Error(`${id} has more than ${COLUMNS} columns`);
      return { id, source, sentence, shownBy };
    });
}

/** The cells of a table's line; `\|` is a bar inside a cell. */
function cellsOf(line: string): string[] {
  const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
  return cells.slice(1, -1);
}

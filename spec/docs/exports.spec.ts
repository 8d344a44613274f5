import { describe, expect, it } from '@jest/globals';
import { entryPoints, exportedNames } from './face.ts';
import { namesUsedIn, shownCode } from './used-names.ts';

const names = exportedNames();
const title = ({ entry, name }: { readonly entry: string; readonly name: string }): string =>
  `${entry} ${name}`;

/** One sentence that ends, and what follows after an empty line. */
const SENTENCE = /^(?:[\p{Lu}`]|[a-z]+ )[^\n]*(?:\n[^\n]+)*?[.:)](?:\s|$)/u;

describe('what the package exports', () => {
  it('is found at every entry point', () => {
    expect([...new Set(names.map(({ entry }) => entry))].sort()).toEqual([...entryPoints().keys()].sort());
    expect(names.length).toBeGreaterThan(100);
  });

  it('says in a sentence what it is', () => {
    expect(names.filter(({ text }) => !SENTENCE.test(text)).map(title)).toEqual([]);
  });

  it('says so of each member too', () => {
    const silent = names.filter((exported) => exported.silent.length > 0);
    expect(silent.map((exported) => `${title(exported)}: ${exported.silent.join(', ')}`)).toEqual([]);
  });

  it('has an example where it is a function', () => {
    const functions = names.filter(({ isValue, name }) => isValue && /^[a-z]/.test(name));
    expect(functions.length).toBeGreaterThan(10);
    const used = functions.filter(({ entry, name, examples }) => {
      const code = examples.flatMap((example) => /```ts\n([\s\S]*?)```/.exec(example)?.[1] ?? []);
      return code.flatMap(namesUsedIn).includes(`${entry} ${name}`);
    });
    expect(functions.filter((exported) => !used.includes(exported)).map(title)).toEqual([]);
  });

  it('is used in a guide or an example, every name of it', () => {
    const used = new Set(shownCode().flatMap(namesUsedIn));
    expect(names.map(title).filter((name) => !used.has(name))).toEqual([]);
  });
});

describe('a name is used', () => {
  it('where it is imported and named again', () => {
    const code =
      "import { type A, b, c as d } from 'x';\nimport type { E } from 'y';\nconst f: A = d(b as E);";
    expect(namesUsedIn(code)).toEqual(['x A', 'x b', 'x c', 'y E']);
  });

  it('and not where it is imported alone, or named in text', () => {
    expect(namesUsedIn("import { a, b } from 'x'; // a\nconst c = 'b';")).toEqual([]);
  });
});

import { entriesOf, entriesProgram, required } from './entries.ts';

describe('the entries of a package', () => {
  it('are its exports, under their names, without package.json', () => {
    const exports = { '.': {}, './operations': {}, './package.json': './package.json' };
    expect(entriesOf({ name: 'p', exports })).toEqual(['p', 'p/operations']);
  });

  it('are imported by a program that CommonJS can have too', () => {
    const program = entriesProgram(['p']);
    expect(program).toContain("import * as entry0 from 'p';");
    expect(required(program)).toContain("import entry0 = require('p');");
  });
});

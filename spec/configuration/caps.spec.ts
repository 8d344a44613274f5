import { capsOf } from '../../lib/configuration/caps.js';
import type { CibaOptions } from '../../lib/options.js';
import { till } from '../support/host.js';

const standard = {
  pendingPerUser: 10,
  pendingPerClientAndUser: 3,
  promptsPerUser: { most: 60, seconds: 600 },
  promptsPerClientAndUser: { most: 20, seconds: 600 },
  coolDown: { seconds: 10, most: 3600 },
};
const off = Object.fromEntries(Object.keys(standard).map((name) => [name, false]));
const of = (options: Partial<CibaOptions>) => capsOf(options as CibaOptions)(till);

describe('caps are', () => {
  it.each<[string, Partial<CibaOptions>, object]>([
    ['on where nothing is said', {}, standard],
    ['off altogether', { caps: false }, off],
    [
      'those that are said, the rest as ever',
      { caps: { pendingPerUser: 5 } },
      { ...standard, pendingPerUser: 5 },
    ],
    ['off one by one', { caps: { coolDown: false } }, { ...standard, coolDown: false }],
    [
      'other ones for a client',
      { caps: { pendingPerUser: 5 }, capsFor: () => ({ promptsPerUser: { most: 1, seconds: 60 } }) },
      { ...standard, pendingPerUser: 5, promptsPerUser: { most: 1, seconds: 60 } },
    ],
    ['off for a client', { capsFor: () => false }, off],
    [
      'on for a client though off for others',
      { caps: false, capsFor: () => ({ pendingPerUser: 1 }) },
      { ...off, pendingPerUser: 1 },
    ],
    ['as for all where nothing is said of a client', { capsFor: () => undefined }, standard],
  ])('%s', (_name, options, expected) => {
    expect(of(options)).toEqual(expected);
  });

  it.each<[string, object]>([
    ['a cap of 0', { pendingPerUser: 0 }],
    ['a rate that is a number', { promptsPerUser: 5 }],
    ['a rate without seconds', { promptsPerClientAndUser: { most: 5 } }],
    ['a rate of 0', { promptsPerUser: { most: 0, seconds: 60 } }],
    ['half a second', { promptsPerUser: { most: 1, seconds: 0.5 } }],
    ['a rate over more than a month', { promptsPerUser: { most: 1, seconds: 2_592_001 } }],
    ['a cool-down that is true', { coolDown: true }],
    ['null', { coolDown: null }],
  ])('refused at start-up with %s, and a fault of capsFor', (_name, caps) => {
    expect(() => of({ caps } as never)).toThrow(expect.objectContaining({ name: 'ConfigurationError' }));
    expect(() => of({ capsFor: () => caps } as never)).toThrow(
      expect.objectContaining({ name: 'HostError' }),
    );
  });
});

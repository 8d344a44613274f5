/** What the specs press and wait for, in the words of a language. */
export interface Words {
  readonly approve: string;
  readonly deny: string;
  readonly report: string;
  readonly done: string;
  readonly pickNumber: string;
  readonly typeNumber: string;
}

export const ENGLISH: Words = {
  approve: 'Approve',
  deny: 'Deny',
  report: 'I did not ask for this',
  done: 'Done',
  pickNumber: 'Which number does the other device show?',
  typeNumber: 'Number on the other device',
};

export const GERMAN: Words = {
  approve: 'Zustimmen',
  deny: 'Ablehnen',
  report: 'Das habe ich nicht veranlasst',
  done: 'Fertig',
  pickNumber: 'Welche Zahl zeigt das andere Gerät?',
  typeNumber: 'Zahl auf dem anderen Gerät',
};

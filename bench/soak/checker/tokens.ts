import type { History } from './history.js';

/** What is wrong with the tokens of one request; each in a sentence. */
export function wrongTokens({ calls, minted, revoked }: History): readonly string[] {
  const handedOut = calls.flatMap(({ answer }) => answer?.accessToken ?? []);
  const madeFor = new Set(minted.map(({ accessToken }) => accessToken));
  const takenBack = new Set(revoked.map(({ accessToken }) => accessToken));
  return [
    ...handedOut
      .filter((token) => !madeFor.has(token))
      .map((token) => `${token} was not made for this request`),
    ...handedOut
      .filter((token, n) => handedOut.indexOf(token) !== n)
      .map((token) => `${token} was handed out twice`),
    ...handedOut
      .filter((token) => takenBack.has(token))
      .map((token) => `${token} was handed out and taken back`),
    ...[...madeFor]
      .filter((token) => !handedOut.includes(token) && !takenBack.has(token))
      .filter(() => calls.every(({ op, answer }) => op !== 'poll' || answer !== undefined))
      .map((token) => `${token} was neither handed out nor taken back`),
  ];
}

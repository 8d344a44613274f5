import { type TestHostOptions, testHost } from './host.js';
import { expectNothingAsked, expectRefusal } from './http-answers.js';
import type { FormPost } from './http-requests.js';
import { askSigned, type SignedWish, type Signer } from './signed-request.js';

/** What a client hears of a claim that is missing or wrong. */
export function wrongClaim(claim: string): string {
  return `The claim ${claim} of the signed request is missing or wrong.`;
}

/** Something else about a refused request. */
export interface RefusedSigned {
  readonly sent?: FormPost;
  readonly options?: TestHostOptions;
}

/** The request is `invalid_request` with this text, and nobody is asked. */
export async function expectSignedRefused(
  signer: Signer,
  wish: SignedWish,
  description: string,
  { sent, options }: RefusedSigned = {},
): Promise<void> {
  const host = testHost({ clients: [signer.client], ...options });
  expectRefusal(await askSigned(host, signer, wish, sent), [400, 'invalid_request'], { description });
  await expectNothingAsked(host);
}

import { type FormRequest, type JsonAnswer, SerializedJson } from '../../http/handler.js';
import type { DpopProofs } from './dpop.js';

/** Hands out the nonce for the next proof with the answer to whoever sent one, or is told to. RFC 9449 §8.2. */
export function withNonce(
  answer: JsonAnswer,
  { proof }: Pick<FormRequest, 'proof'>,
  proofs: DpopProofs | undefined,
): JsonAnswer {
  const nonce = proof !== undefined || asksForProof(answer) ? proofs?.nonce() : undefined;
  return nonce === undefined ? answer : { ...answer, headers: { ...answer.headers, 'DPoP-Nonce': nonce } };
}

function asksForProof({ body }: JsonAnswer): boolean {
  return !(body instanceof SerializedJson) && body.error === 'invalid_dpop_proof';
}

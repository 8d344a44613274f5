import type { JwtWish } from '../support/client.js';

/** What is said of a JWT, what it is answered with, and what is wrong with it. */
export type JwtCase = readonly [what: string, answer: string, wish: JwtWish];

/** The same, where only claims are otherwise. */
export type ClaimsCase = readonly [what: string, answer: string, claims: NonNullable<JwtWish['claims']>];

import { isObject } from './amounts.js';
import type { Json, JsonObject } from './request.js';

/** A claim that a client would see, and what it says about it. */
export interface ClaimAsked {
  readonly name: string;
  /** What it is to be, where the client says so. */
  readonly values: readonly string[];
  /** What is asked for within. */
  readonly claims: readonly ClaimAsked[];
}

/** Claims that tell of the sign-in, and nothing of the user. */
const REVEAL_NOTHING = ['sub', 'acr', 'amr', 'auth_time', 'nonce', 'iss', 'aud', 'exp', 'iat'];

/** The claims that a client would see, each once. OpenID Connect Core 1.0 §5.5, OpenID Connect for Identity Assurance 1.0 §6. */
export function revealedBy(claims: JsonObject | undefined): readonly ClaimAsked[] {
  const places = [claims?.id_token, claims?.userinfo].filter(isObject);
  const asked = places
    .flatMap((place) => Object.entries(place))
    .map(([name, wish]) => claimAsked(name, wish));
  const distinct = new Map(asked.map((claim) => [JSON.stringify(claim), claim]));
  return [...distinct.values()].filter(({ name }) => !REVEAL_NOTHING.includes(name));
}

function claimAsked(name: string, wish: Json | undefined): ClaimAsked {
  const parts = (Array.isArray(wish) ? wish.flat(Number.POSITIVE_INFINITY) : [wish]) as readonly Json[];
  return { name, values: parts.flatMap(valuesIn), claims: parts.filter(isObject).flatMap(claimsIn) };
}

function valuesIn(wish: Json | undefined): readonly string[] {
  const { value, values } = isObject(wish) ? wish : { value: wish };
  const all: readonly (Json | undefined)[] = [value, ...(Array.isArray(values) ? values : [values])];
  return all.filter((each) => each !== undefined && each !== null).map(textOf);
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Claims that somebody has checked stand in a member `claims`, which says nothing by its name. */
function claimsIn({
  value: _value,
  values: _values,
  essential: _essential,
  ...wish
}: JsonObject): readonly ClaimAsked[] {
  const { claims, ...others } = wish;
  const entries = isObject(claims)
    ? [...Object.entries(claims), ...Object.entries(others)]
    : Object.entries(wish);
  return entries.map(([name, inner]) => claimAsked(name, inner));
}

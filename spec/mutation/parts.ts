/** A part of the package, and the specs that are to notice what is changed in it: paths below `spec`, folders or files. */
export interface Part {
  readonly mutate: readonly string[];
  /** What knows the part: asked first, of every mutant. */
  readonly near: readonly string[];
  /** What goes through it: asked of the mutants that the first let live. */
  readonly far: readonly string[];
}

/** What of a request its decision is judged by. */
const OF_DECISIONS = ['demands', 'narrowing', 'registered-names'].map((name) => `lib/request/${name}.ts`);

export const parts: Readonly<Record<string, Part>> = {
  request: {
    mutate: ['lib/request/**/*.ts', ...OF_DECISIONS.map((file) => `!${file}`)],
    near: ['request', 'mutation/memory-contract.ts'],
    far: [
      'backchannel/acknowledgement',
      'decision',
      'operations/oversight',
      'token/polling',
      'token/success',
    ],
  },
  decision: {
    mutate: ['lib/decision/**/*.ts', ...OF_DECISIONS],
    near: [
      'decision',
      'events.spec.ts',
      'flows/number-matching',
      'operations/operations',
      'operations/oversight',
      'security/decisions',
      'security/demands',
      'security/views',
    ],
    far: ['device/outcomes', 'device/router', 'flows/asked', 'flows/revalidation', 'token/success'],
  },
  parameters: {
    mutate: ['lib/backchannel/parameters/**/*.ts', 'lib/parameters/**/*.ts'],
    near: ['backchannel/parameters', 'backchannel/parameters.spec.ts', 'security/parameters'],
    far: [
      'backchannel/order',
      'backchannel/prompts',
      'backchannel/signed-request',
      'decision',
      'token/success',
    ],
  },
  client: {
    mutate: ['lib/client/registration/**/*.ts', 'lib/client/key-binding/**/*.ts'],
    near: ['client/registration', 'client/registration.spec.ts', 'client/key-binding'],
    far: [
      'client/bound-tokens',
      'client/methods',
      'flows',
      'profile',
      'token/bound-tokens',
      'token/own-grants',
    ],
  },
  jwt: {
    mutate: ['lib/jwt/**/*.ts'],
    near: ['jwt'],
    far: ['backchannel/signed-request', 'client/authentication', 'token/id-token'],
  },
};

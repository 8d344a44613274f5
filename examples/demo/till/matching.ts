/** Whether the user must give the number that the client shows, and how. */
export const MATCHING = ['off', 'pick', 'type'] as const;
export type Matching = (typeof MATCHING)[number];

/** The same as client metadata has it, which says nothing where it is off. */
export type MatchingMode = Exclude<Matching, 'off'>;

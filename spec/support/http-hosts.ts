import express5 from 'express';

/** Express 4, which the project has under another name and without types of its own. */
export const express4 = jest.requireActual<typeof express5>('express4');

/** Both majors, for `describe.each`. */
export const expressVersions = [
  { version: 'Express 5', express: express5 },
  { version: 'Express 4', express: express4 },
] as const;

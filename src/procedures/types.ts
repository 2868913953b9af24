import type { Platform } from '../forms/types.ts';

/** What is done to a registry besides its storage; the same record as a Platform. */
export type Procedure = Platform;

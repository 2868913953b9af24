import type { Case } from './call.ts'; export const made: Case[] = [];

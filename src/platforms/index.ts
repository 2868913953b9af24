import { odfNoobaa } from './odf-noobaa.ts';
import { odfRgw } from './odf-rgw.ts';
import type { Platform } from '../forms/types.ts';

/** The forms of `setup`, by name. */
export const PLATFORMS: Readonly<Record<string, Platform>> = {
  [odfRgw.name]: odfRgw,
  [odfNoobaa.name]: odfNoobaa,
};

import type { ApplyEvent } from '../apply/types.ts';
import type { Paint } from './paint.ts';
import { clean } from './text.ts';

/** A line of progress. `settled` lines stay; the others are replaced by the next. */
export interface EventLine {
  text: string;
  settled: boolean;
}

const DONE: Record<Extract<ApplyEvent, { type: 'end' }>['outcome'], string> = {
  created: 'created',
  updated: 'updated',
  kept: 'already so',
  met: 'yes',
  proven: 'proven',
  skipped: 'not now',
};

/** The words for what happens while a plan is applied; undefined for what needs none. `place` is like `2/7`. */
export function eventLine(event: ApplyEvent, place: string, paint: Paint): EventLine | undefined {
  switch (event.type) {
    case 'dry-run':
      return { text: `${paint.dim('checked by the server:')} ${clean(event.step.title)}`, settled: false };
    case 'start':
      return { text: `${paint.dim(place)} ${clean(event.step.title)} …`, settled: false };
    case 'state':
      return { text: `${paint.dim(place)} ${clean(event.step.title)}: ${clean(event.state)}`, settled: false };
    case 'end':
      return { text: `${event.outcome === 'skipped' ? paint.dim('-') : paint.good('✓')} ${paint.dim(place)} ${clean(event.step.title)}: ${DONE[event.outcome]}`, settled: true };
    case 'proof':
      return undefined;
    case 'replan':
      return { text: `${paint.warn('planning anew')} (${event.attempt}): ${clean(event.why)}`, settled: true };
    case 'put-back':
      return { text: `${paint.warn('put back')} ${clean(event.step.title)}: ${clean(event.why)}`, settled: true };
  }
}

import { wantsColour } from './colours.ts';
import { makeUi, type Streams, type Ui } from './ui.ts';

/** The way out of a process. What makes colours is loaded only when one of its streams wants some. */
export async function openUi(streams: Streams, env: Record<string, string | undefined>, colour: boolean | undefined): Promise<Ui> {
  const coloured = [streams.stdout, streams.stderr].some((stream) => wantsColour(env, stream.isTTY === true, colour));
  return makeUi(streams, env, colour, coloured ? (await import('./paint.ts')).makeColours() : undefined);
}

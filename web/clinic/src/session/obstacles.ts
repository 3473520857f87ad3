// What gets in the way, as the catalogue names it: one list for the phone and for the review.
import list from '@catalogue/obstacles.json';

export const obstacles: readonly { code: string; name: string; text: string; kind: string }[] = list.obstacles;

export type Part = 'person' | 'task';

/** How many of a part of the list were named, and which. */
export interface PartScore {
  part: Part;
  named: string[];
  of: number;
}

/** The two parts of the list as scores of their own (Callan et al., 2012); never one sum over both. */
export function partScores(codes: readonly string[]): PartScore[] {
  return (['person', 'task'] as const).map((part) => {
    const all = obstacles.filter((each) => each.kind === part);
    return { part, named: all.filter((each) => codes.includes(each.code)).map((each) => each.name), of: all.length };
  });
}

/** The client's sentence for a code; a code of another version of the list is shown as it is. */
export function obstacleWords(code: string): string {
  return obstacles.find((each) => each.code === code)?.text ?? code.replace(/-/g, ' ');
}

/** The codes told in entries, each once, in the order they were told. */
export function toldCodes(entries: readonly { obstacles?: string[] | undefined }[]): string[] {
  return [...new Set(entries.flatMap((entry) => entry.obstacles ?? []))];
}

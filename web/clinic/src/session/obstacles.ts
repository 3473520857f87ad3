// What gets in the way, as the catalogue names it: one list for the phone and for the review.
import list from '@catalogue/obstacles.json';

export const obstacles: readonly { code: string; name: string; text: string }[] = list.obstacles;

/** The client's sentence for a code; a code of another version of the list is shown as it is. */
export function obstacleWords(code: string): string {
  return obstacles.find((each) => each.code === code)?.text ?? code.replace(/-/g, ' ');
}

/** The codes told in entries, each once, in the order they were told. */
export function toldCodes(entries: readonly { obstacles?: string[] | undefined }[]): string[] {
  return [...new Set(entries.flatMap((entry) => entry.obstacles ?? []))];
}

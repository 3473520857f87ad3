// Searching and suggesting activities. Pure; the whole list is in the page, so no search word goes anywhere.
import type { ActivitySummary, Stage, Terms, Treatment } from '../app/types';

export interface Facets {
  q: string;
  paradigm: string;
  mechanism: string;
  stage: Stage | '';
  format: string;
  ageGroup: string;
  maxMinutes: number | null;
}

export const noFacets: Facets = { q: '', paradigm: '', mechanism: '', stage: '', format: '', ageGroup: '', maxMinutes: null };

export function hasFacets(facets: Facets): boolean {
  return Object.entries(facets).some(([, value]) => value !== '' && value !== null);
}

/** Lower case without accents, so that "angst" finds "Ängst". */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase();
}

export function nameOf(terms: Terms | undefined, kind: keyof Terms, code: string): string {
  return terms?.[kind].find((term) => term.code === code)?.name ?? code;
}

export function filterActivities(activities: readonly ActivitySummary[], facets: Facets, terms?: Terms): ActivitySummary[] {
  const words = plain(facets.q).split(/\s+/).filter(Boolean);
  return activities.filter((activity) => {
    if (facets.paradigm && !activity.paradigms.includes(facets.paradigm)) return false;
    if (facets.mechanism && !activity.mechanisms.includes(facets.mechanism)) return false;
    if (facets.stage && !activity.stages.includes(facets.stage)) return false;
    if (facets.format && !activity.formats.includes(facets.format)) return false;
    if (facets.ageGroup && !activity.ageGroups.includes(facets.ageGroup)) return false;
    if (facets.maxMinutes !== null && activity.minutes > facets.maxMinutes) return false;
    if (words.length === 0) return true;
    const text = plain(
      [
        activity.name,
        activity.clientName,
        activity.summary,
        activity.author ?? '',
        ...activity.paradigms.map((code) => nameOf(terms, 'paradigms', code)),
        ...activity.mechanisms.map((code) => nameOf(terms, 'mechanisms', code)),
      ].join(' '),
    );
    return words.every((word) => text.includes(word));
  });
}

/** Activities that serve the same first function as another one, or, where none does, one of its functions. */
export function withSameFunction(activities: readonly ActivitySummary[], wanted: { functions: readonly string[]; activityId: string }): ActivitySummary[] {
  const others = activities.filter((each) => each.activityId !== wanted.activityId && each.assignable);
  const first = others.filter((each) => each.functions[0] !== undefined && each.functions[0] === wanted.functions[0]);
  return first.length > 0 ? first : others.filter((each) => each.functions.some((code) => wanted.functions.includes(code)));
}

export interface Suggestion {
  activity: ActivitySummary;
  /** What speaks for it with this client; empty when nothing does. */
  matches: { kind: 'stage' | 'mechanism' | 'paradigm'; code: string }[];
}

const weight = { mechanism: 3, paradigm: 2, stage: 2 } as const;

/** Best fit first, by what the treatment says; the order of the catalogue decides between equals. */
export function suggestActivities(activities: readonly ActivitySummary[], treatment: Pick<Treatment, 'stage' | 'paradigms' | 'mechanisms' | 'format'>): Suggestion[] {
  const scored = activities.map((activity) => {
    const matches: Suggestion['matches'] = [];
    const mechanism = activity.mechanisms.find((code) => treatment.mechanisms.includes(code));
    if (mechanism) matches.push({ kind: 'mechanism', code: mechanism });
    const paradigm = activity.paradigms.find((code) => treatment.paradigms.includes(code));
    if (paradigm) matches.push({ kind: 'paradigm', code: paradigm });
    if (activity.stages.includes(treatment.stage)) matches.push({ kind: 'stage', code: treatment.stage });
    const fits = activity.formats.includes(treatment.format) ? 0 : -4;
    // A mechanism that is the activity's first one counts a little more than one in passing.
    const primary = mechanism && activity.mechanisms[0] === mechanism ? 1 : 0;
    return { activity, matches, score: matches.reduce((sum, match) => sum + weight[match.kind], primary + fits) };
  });
  return scored
    .map((each, index) => ({ ...each, index }))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({ activity, matches }) => ({ activity, matches }));
}

// An activity while a therapist makes it. Pure: reading what the server has, starting one, and changing a place of it.
import type { Questionnaire, QuestionnaireItem } from '@shared/worksheet';
import type { Activity, FieldRule, PlanField } from '../app/types';
import { newField } from './form';

/** An activity that may lack parts; what the editor does not know stays in it. */
export type Draft = Activity & { author: string };

export const noEvidence = 'No quantitative evidence known to us.';

const rules: Record<PlanField, FieldRule> = {
  what: 'required',
  where: 'offered',
  when: 'offered',
  howOften: 'offered',
  howLong: 'offered',
  ifThen: 'offered',
  obstacles: 'offered',
  readiness: 'offered',
  importance: 'offered',
  confidence: 'offered',
  reminder: 'offered',
};

/** The least to start from; everything that is still to be written is empty. */
export function blank(author: string): Draft {
  return {
    id: '',
    version: 1,
    reviewStatus: 'not-yet-reviewed',
    author,
    name: '',
    clientName: '',
    summary: '',
    clientSummary: '',
    names: {},
    paradigms: [],
    functions: [],
    mechanisms: [],
    measures: [],
    stages: ['early', 'middle'],
    formats: ['individual'],
    ageGroups: ['adult'],
    populations: [],
    literacy: 'plain',
    minutes: { once: 10 },
    frequency: { text: '', suggested: null },
    completionEmphasis: true,
    plan: { ...rules },
    variants: { easier: [{ id: 'v-1', name: '', text: '' }], harder: [] },
    rationale: [],
    practiceInSession: '',
    ifThen: [],
    obstacles: [],
    reviewQuestions: [],
    learningPrompts: [],
    gates: [],
    safety: false,
    evidence: { statement: noEvidence, sources: [] },
    guide: '',
    licence: 'CC-BY-4.0',
    worksheet: { resourceType: 'Questionnaire', title: '', status: 'active', item: [newField('text', [])] },
  };
}

/** A practice's own version of an activity: all of it, under a name and an author of its own, from version 1 on. */
export function copyOf(source: Activity & { author?: string }, author: string, name: string): Draft {
  const { url, version } = source.worksheet;
  return withName(
    {
      ...structuredClone(source),
      id: '',
      version: 1,
      reviewStatus: 'not-yet-reviewed',
      author,
      names: {},
      worksheet: { ...structuredClone(source.worksheet), ...(url ? { derivedFrom: [version ? `${url}|${version}` : url] } : {}) },
    },
    name,
  );
}

/** The id of the activity that this one was adapted from; empty where it was not, or from somewhere else. */
export function adaptedFrom(draft: Draft): string {
  const { derivedFrom } = draft.worksheet as Questionnaire & { derivedFrom?: string[] };
  return /^https:\/\/intersession\.example\/fhir\/Questionnaire\/([a-z0-9-]+)/.exec(derivedFrom?.[0] ?? '')?.[1] ?? '';
}

/** `given` where it is of the same kind as `known`; members that are missing or of another kind are taken from `known`. */
function like<T>(given: unknown, known: T): T {
  if (Array.isArray(known)) return (Array.isArray(given) ? given : known) as T;
  if (typeof known === 'object' && known !== null) {
    const from = typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Record<string, unknown>) : {};
    const read = Object.fromEntries(Object.entries(known).map(([key, each]) => [key, key in from ? like(from[key], each) : each]));
    return { ...from, ...read } as T;
  }
  return typeof given === typeof known ? (given as T) : known;
}

const objects = <T>(list: readonly T[]): T[] => list.filter((each) => typeof each === 'object' && each !== null && !Array.isArray(each));
const texts = (list: readonly string[]): string[] => list.filter((each) => typeof each === 'string');

function readItem(item: QuestionnaireItem): QuestionnaireItem {
  const { item: inner, extension, enableWhen, answerOption, ...rest } = item;
  const lists = Object.entries({ item: inner, extension, enableWhen, answerOption }).flatMap(([key, list]) => (Array.isArray(list) ? [[key, objects<object>(list)] as const] : []));
  const whole = { ...like<QuestionnaireItem>(rest, { linkId: '', text: '', type: 'string' }), ...Object.fromEntries(lists) };
  return whole.item ? { ...whole, item: whole.item.map(readItem) } : whole;
}

/** Whatever the server has of a draft, so that every part of the editor finds something of the right kind. */
export function readDraft(given: unknown): Draft {
  const start = blank('');
  const { worksheet, variants, gates, evidence, ...known } = start;
  const read = like(given, { ...known, gates, evidence, variants, worksheet: { ...worksheet, item: [] as QuestionnaireItem[] } });
  const suggested = (given as Partial<Activity> | null)?.frequency?.suggested;
  return {
    ...read,
    frequency: { ...read.frequency, suggested: suggested && typeof suggested === 'object' ? suggested : null },
    paradigms: texts(read.paradigms),
    functions: texts(read.functions),
    mechanisms: texts(read.mechanisms),
    rationale: texts(read.rationale),
    reviewQuestions: texts(read.reviewQuestions),
    learningPrompts: texts(read.learningPrompts),
    measures: objects(read.measures),
    ifThen: objects(read.ifThen).map((each) => like(each, { if: '', then: '' })),
    obstacles: objects(read.obstacles).map((each) => like(each, { obstacle: '', coping: '' })),
    gates: objects(read.gates).map((each) => like(each, { id: '', kind: 'soft' as const, text: '' })),
    variants: {
      easier: objects(read.variants.easier).map((each) => like(each, { id: '', name: '', text: '' })),
      harder: objects(read.variants.harder).map((each) => like(each, { id: '', name: '', text: '' })),
    },
    worksheet: { ...read.worksheet, item: objects(read.worksheet.item ?? []).map(readItem) },
  };
}

// -- changing a place, by its JSON path

export type Path = readonly (string | number)[];

export function at(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((here, key) => (here === null || here === undefined ? undefined : (here as Record<string | number, unknown>)[key]), root);
}

/** The same with another value at a place; everything beside the way there is shared. */
export function put<T>(root: T, path: Path, value: unknown): T {
  const [key, ...rest] = path;
  if (key === undefined) return value as T;
  const inner = put((root as Record<string | number, unknown>)[key], rest, value);
  if (Array.isArray(root)) return root.map((each: unknown, index) => (index === key ? inner : each)) as T;
  return { ...root, [key]: inner };
}

const listAt = (root: unknown, path: Path) => at(root, path) as unknown[];

export function insert<T>(root: T, path: Path, index: number, value: unknown): T {
  const list = listAt(root, path);
  return put(root, path, [...list.slice(0, index), value, ...list.slice(index)]);
}

export function remove<T>(root: T, path: Path, index: number): T {
  return put(
    root,
    path,
    listAt(root, path).filter((_, each) => each !== index),
  );
}

export function move<T>(root: T, path: Path, index: number, to: number): T {
  const list = [...listAt(root, path)];
  const [taken] = list.splice(index, 1);
  list.splice(to, 0, taken);
  return put(root, path, list);
}

export const pointerOf = (path: Path): string => path.map((key) => `/${String(key).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');

// -- parts that go together

/** The name for staff; it is also the name in the activity's home paradigm. */
export function withName(draft: Draft, name: string): Draft {
  const home = draft.paradigms[0];
  return { ...draft, name, names: home ? { ...draft.names, [home]: name } : draft.names };
}

/** What the client reads on top; it is also the worksheet's title. */
export function withClientName(draft: Draft, clientName: string): Draft {
  return { ...draft, clientName, worksheet: { ...draft.worksheet, title: clientName } };
}

export function withParadigms(draft: Draft, paradigms: string[]): Draft {
  const home = paradigms[0];
  const names = Object.fromEntries(Object.entries(draft.names).filter(([code]) => paradigms.includes(code)));
  return { ...draft, paradigms, names: home ? { ...names, [home]: draft.name } : names };
}

/** The first mechanism is what is followed from week to week, until something else is chosen. */
export function withMechanisms(draft: Draft, mechanisms: string[]): Draft {
  const kept = draft.measures.filter((each) => each.linkId || mechanisms.includes(each.mechanism ?? ''));
  const first = mechanisms[0];
  return { ...draft, mechanisms, measures: kept.length === 0 && first ? [{ mechanism: first }] : kept };
}

/** What the whole product counts on: a worksheet that asks about safety says so. */
export function withItems(draft: Draft, item: QuestionnaireItem[]): Draft {
  const asks = (list: readonly QuestionnaireItem[]): boolean => list.some((each) => each.extension?.some((one) => one.url.endsWith('/worksheet-safety')) || asks(each.item ?? []));
  return { ...draft, worksheet: { ...draft.worksheet, item }, ...(asks(item) ? { safety: true } : {}) };
}


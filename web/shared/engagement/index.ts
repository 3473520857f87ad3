// The twelve topics of the engagement check, in the order in which they are asked, and the words of their five steps.
import type { components as contract } from '../api';

export type Topic = keyof contract['schemas']['EngagementRatings'];
export type ComponentCode = keyof contract['schemas']['EngagementCheck']['components'];

export interface Component {
  code: ComponentCode;
  topics: readonly Topic[];
}

/** Never summed up in one number. */
export const components: readonly [Component, Component, Component] = [
  { code: 'engagement', topics: ['quantity', 'quality', 'difficulty', 'obstacles'] },
  { code: 'beliefs', topics: ['comprehension', 'rationale', 'collaboration', 'specificity', 'goals'] },
  { code: 'consequences', topics: ['pleasure', 'mastery', 'progress'] },
];

const own: Partial<Record<Topic, string>> = {
  quantity: 'amount',
  quality: 'well',
  difficulty: 'hard',
  obstacles: 'blocked',
};

/** Keys of the shared words for 0, 1, 2, 3 and 4. */
export function anchorsOf(topic: Topic): string[] {
  const scale = own[topic] ?? 'extent';
  return [0, 1, 2, 3, 4].map((step) => `anchor.${scale}.${step}`);
}

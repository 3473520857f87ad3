import { describe, expect, it } from 'vitest';
import { components } from '@shared/engagement';
import type { EngagementCheck } from '../src/app/types';
import { checksNow, differs } from '../src/session/Engagement';
import { startReview, toReview } from '../src/session/decision';
import { anAssignment } from './fixtures';

const check = (rater: EngagementCheck['rater'], ratedAt: string, ratings: EngagementCheck['ratings']): EngagementCheck => ({
  checkId: rater + ratedAt,
  assignmentId: 'a',
  rater,
  from: '2026-11-17',
  to: '2026-11-24',
  ratedAt,
  ratings,
  components: { engagement: { answered: 0, topics: 4 }, beliefs: { answered: 0, topics: 5 }, consequences: { answered: 0, topics: 3 } },
});

describe('the engagement check', () => {
  it('asks twelve topics in three parts', () => {
    expect(components.map((each) => each.topics.length)).toEqual([4, 5, 3]);
    expect(new Set(components.flatMap((each) => each.topics)).size).toBe(12);
  });

  it('shows the newest of each rater since the last review, and nothing older', () => {
    const checks = [
      check('client', '2026-11-10T08:00:00Z', { quality: 1 }),
      check('therapist', '2026-11-24T09:00:00Z', { quality: 4 }),
      check('client', '2026-11-23T08:00:00Z', { quality: 2 }),
      check('client', '2026-11-24T08:00:00Z', { quality: 3 }),
    ];
    const shown = checksNow({ checks, agreements: [], reviews: [], createdAt: '2026-11-17T00:00:00Z' });
    expect(shown.map((each) => [each.rater, each.ratings.quality])).toEqual([
      ['client', 3],
      ['therapist', 4],
    ]);
  });

  it('says where two see it differently, and takes a missing answer for none', () => {
    const shown = [check('client', '2026-11-24T08:00:00Z', { quality: 1, mastery: 2, pleasure: 0 }), check('therapist', '2026-11-24T09:00:00Z', { quality: 3, mastery: 3 })];
    expect(differs(shown, 'quality')).toBe(true);
    expect(differs(shown, 'mastery')).toBe(false);
    expect(differs(shown, 'pleasure')).toBe(false);
  });
});

describe('one moment looked at together', () => {
  it('is sent as far as it was written down, and not at all where nobody wrote', () => {
    const draft = { ...startReview(() => 'id'), decision: 'continue' as const };
    expect(toReview(draft, anAssignment(), undefined).situation).toBeUndefined();
    const written = { ...draft, situation: { situation: ' Monday meeting ', thoughts: '', emotion: '', consequence: '', behaviour: 'avoided' as const } };
    expect(toReview(written, anAssignment(), undefined).situation).toEqual({ situation: 'Monday meeting', behaviour: 'avoided' });
  });
});

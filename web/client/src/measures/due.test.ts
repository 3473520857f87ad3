import { expect, it } from 'vitest';
import { stillOpen } from './due';

const asked = (planId: string, slot: string, closesAt = '2026-12-01T00:00:00Z') => ({
  planId,
  slot,
  title: 'x',
  items: 7,
  opensAt: '2026-11-20T00:00:00Z',
  dueAt: '2026-11-25T00:00:00Z',
  closesAt,
  beforeSession: true,
  onPhone: true,
  questionnaire: {},
});
const now = new Date('2026-11-26T00:00:00Z');

it('asks nothing twice: what lies answered on the phone is not asked again', () => {
  const list = [asked('a', 'week:1'), asked('b', 'week:1')];
  expect(
    stillOpen(list, [{ body: { planId: 'a', slot: 'week:1' } }], now).map((each) => each.planId),
  ).toEqual(['b']);
  expect(stillOpen(list, [{ body: { planId: 'a', slot: 'week:0' } }], now)).toHaveLength(2);
});
it('keeps asking after the due time, and stops when it has closed', () => {
  expect(stillOpen([asked('a', 's')], [], now)).toHaveLength(1);
  expect(stillOpen([asked('a', 's', '2026-11-25T23:00:00Z')], [], now)).toHaveLength(0);
});

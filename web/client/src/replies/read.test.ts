import { expect, it } from 'vitest';
import { nameOf, newestUnread } from './read';

const now = new Date('2026-11-26T12:00:00Z');
const reply = (entryId: string, at: string, version = 1) => ({
  entryId,
  assignmentId: 'a',
  version,
  by: 'Dana',
  text: 'x',
  at,
});

it('shows the newest reply that was not opened, for two weeks', () => {
  const replies = [
    reply('new', '2026-11-26T08:00:00Z'),
    reply('older', '2026-11-20T08:00:00Z'),
    reply('old', '2026-11-12T11:59:59Z'),
  ];
  expect(newestUnread(replies, [], now)?.entryId).toBe('new');
  expect(newestUnread(replies, ['new/1'], now)?.entryId).toBe('older');
  expect(newestUnread(replies, ['new/1', 'older/1'], now)).toBeUndefined();
});

it('calls a changed reply new again', () => {
  const changed = reply('new', '2026-11-26T08:00:00Z', 2);
  expect(nameOf(changed)).toBe('new/2');
  expect(newestUnread([changed], ['new/1'], now)).toBe(changed);
});

import { describe, expect, it } from 'vitest';
import i18next from 'i18next';
import { startWords } from '@shared/words';
import clinic from '@words/en/clinic.json';
import { fromRecurrence, halved, isEnded, modes, recurrenceProblems, recurrenceWords, startRecurrence, suggestedRecurrence, toRecurrence, type RecurrenceDraft } from '../src/session/recurrence';
import { anActivity, today } from './fixtures';

const draft = (change: Partial<RecurrenceDraft> = {}): RecurrenceDraft => ({ ...startRecurrence(today), ...change });

describe('what is sent', () => {
  it('names only the parts that belong to the mode', () => {
    const full = draft({ byDay: ['TH', 'TU'], times: ['18:00', '09:00', '09:00'], perWeek: 3, until: '2026-12-01' });
    expect(toRecurrence({ ...full, mode: 'session' })).toEqual({ freq: 'SESSION', start: today });
    expect(toRecurrence({ ...full, mode: 'perWeek' })).toEqual({ freq: 'WEEKLY', perWeek: 3, start: today, until: '2026-12-01' });
    expect(toRecurrence({ ...full, mode: 'fixed' })).toEqual({ freq: 'WEEKLY', byDay: ['TU', 'TH'], times: ['09:00', '18:00'], start: today, until: '2026-12-01' });
    expect(toRecurrence({ ...full, mode: 'daily' })).toEqual({ freq: 'DAILY', times: ['09:00', '18:00'], start: today, until: '2026-12-01' });
    expect(toRecurrence({ ...full, mode: 'once' })).toEqual({ freq: 'ONCE', times: ['09:00', '18:00'], start: today });
  });

  it.each(modes)('comes back as it went, for %s', (mode) => {
    const sent = toRecurrence(draft({ mode, byDay: ['MO', 'FR'], times: ['10:00'], perWeek: 5 }));
    expect(toRecurrence(fromRecurrence(sent, today))).toEqual(sent);
  });

  it('moves a start that has passed to today and forgets an end that has', () => {
    const again = fromRecurrence({ freq: 'DAILY', start: '2026-11-01', until: '2026-11-20' }, today);
    expect(again).toMatchObject({ start: today, until: '' });
  });
});

describe('what the activity suggests', () => {
  it('becomes a first draft', () => {
    expect(suggestedRecurrence(anActivity(), today)).toMatchObject({ mode: 'perWeek', perWeek: 2 });
    expect(suggestedRecurrence(anActivity({ frequency: { text: '', suggested: { freq: 'DAILY', count: 2 } } }), today)).toMatchObject({ mode: 'daily', times: ['09:00', '18:00'] });
    expect(suggestedRecurrence(anActivity({ frequency: { text: '', suggested: { freq: 'DAILY', count: 1 } } }), today)).toMatchObject({ mode: 'daily', times: [] });
    expect(suggestedRecurrence(anActivity({ frequency: { text: '', suggested: null } }), today)).toMatchObject({ mode: 'session' });
  });
});

describe('problems', () => {
  it('are only those of the mode that is chosen', () => {
    expect(recurrenceProblems(draft({ mode: 'fixed' }))).toEqual(['days']);
    expect(recurrenceProblems(draft({ mode: 'perWeek', perWeek: 0 }))).toEqual(['count']);
    expect(recurrenceProblems(draft({ mode: 'perWeek', perWeek: 22 }))).toEqual(['count']);
    expect(recurrenceProblems(draft({ mode: 'daily', times: [''] }))).toEqual(['time']);
    expect(recurrenceProblems(draft({ mode: 'daily', until: '2026-11-01' }))).toEqual(['order']);
    expect(recurrenceProblems(draft({ mode: 'once', start: '' }))).toEqual(['start']);
    expect(recurrenceProblems(draft({ mode: 'session', byDay: [], times: [''], until: '2026-11-01' }))).toEqual([]);
  });
});

describe('the smaller dose', () => {
  it('is about half, and never nothing', () => {
    expect(halved(draft({ mode: 'perWeek', perWeek: 5 })).perWeek).toBe(2);
    expect(halved(draft({ mode: 'perWeek', perWeek: 1 })).perWeek).toBe(1);
    expect(halved(draft({ mode: 'fixed', byDay: ['TH', 'TU'] })).byDay).toEqual(['TU']);
    expect(halved(draft({ mode: 'daily' }))).toMatchObject({ mode: 'perWeek', perWeek: 3 });
    expect(halved(draft({ mode: 'once' })).mode).toBe('once');
  });
});

describe('days that are over', () => {
  it('are seen for what ends, never for what goes from session to session', () => {
    expect(isEnded({ freq: 'ONCE', start: '2026-11-23' }, today)).toBe(true);
    expect(isEnded({ freq: 'ONCE', start: today }, today)).toBe(false);
    expect(isEnded({ freq: 'WEEKLY', perWeek: 2, start: '2026-11-01', until: today }, today)).toBe(true);
    expect(isEnded({ freq: 'WEEKLY', perWeek: 2, start: '2026-11-01' }, today)).toBe(false);
    expect(isEnded({ freq: 'SESSION', start: '2026-11-01' }, today)).toBe(false);
    expect(isEnded(undefined, today)).toBe(false);
  });
});

describe('in words', () => {
  startWords({ app: 'clinic', bundled: { language: 'en', app: clinic, shared: {} } });
  const words = (change: Partial<RecurrenceDraft>) => recurrenceWords(toRecurrence(draft(change)), i18next.t, 'en-GB');
  it('sounds like a person', () => {
    expect(words({ mode: 'fixed', byDay: ['TH', 'TU'], times: ['10:00'], until: '2026-12-04' })).toBe('Tuesday and Thursday, 10:00, until Friday 4 December');
    expect(words({ mode: 'perWeek', perWeek: 1 })).toBe('once a week');
    expect(words({ mode: 'perWeek', perWeek: 3 })).toBe('3 times a week');
    expect(words({ mode: 'daily', times: ['18:00', '09:00'] })).toBe('every day, 09:00 and 18:00');
    expect(words({ mode: 'once', times: ['10:00'] })).toBe('Tuesday 24 November, 10:00');
    expect(words({ mode: 'session' })).toBe('Once, any time before the next session');
  });
});

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '@shared/api';
import { ensureSession, saveAgreement, saveReview } from '../src/session/save';
import { startReview } from '../src/session/decision';
import { workFor } from '../src/session/work';
import { aPlan, aScreen, anActivity, anAssignment, id, today } from './fixtures';
import type { Assignment } from '../src/app/types';

const asked: { method: string; path: string; body: Record<string, unknown> }[] = [];
let answers: ((path: string, body: Record<string, unknown>) => { status?: number; body: unknown })[] = [];

beforeEach(() => {
  asked.length = 0;
  answers = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const body = init.body ? (JSON.parse(String(init.body)) as Record<string, unknown>) : {};
    asked.push({ method: init.method ?? 'GET', path: url.replace(/^\/api\/v1\/clients\/[0-9a-f]+/, ''), body });
    const answer = answers.shift()?.(url, body) ?? { status: 500, body: {} };
    return new Response(JSON.stringify(answer.body), { status: answer.status ?? 200, headers: { 'Content-Type': 'application/json' } });
  });
});

const activity = anActivity();
const work = { ...workFor(activity, { screen: aScreen(), today }, null), assignmentId: id(1) };
const designed = { ...work, design: { ...work.design, rationale: 'To see.' } };
const reply = (change: Partial<Assignment>, status = 200) => () => ({ status, body: anAssignment({ design: undefined, agreements: [], ...change }) });
const agree = (known = false, accept: 'both' | 'member' | 'none' = 'both') =>
  saveAgreement(id(2), { work: designed, activity, plan: aPlan, treatmentId: id(3), sessionId: id(7), known, accept });
const agreement = { version: 1, plan: aPlan, createdAt: '2026-11-24T10:00:00Z' };

describe('an agreement', () => {
  it('is proposed, designed, planned and accepted, each step naming the version it saw', async () => {
    answers = [reply({ state: 'proposed', version: 1 }, 201), reply({ state: 'designed', version: 2 }), reply({ state: 'planned', version: 3, agreements: [agreement] }), reply({ state: 'active', version: 4 })];
    expect((await agree()).state).toBe('active');
    expect(asked.map((each) => `${each.method} ${each.path.replace(`/assignments/${id(1)}`, '')}`)).toEqual(['PUT ', 'POST /design', 'POST /plan', 'POST /accept']);
    expect(asked.slice(1).map((each) => each.body.version)).toEqual([1, 2, 3]);
    expect(asked[3]?.body).toMatchObject({ party: 'both', agreementVersion: 1 });
  });

  it('goes on where it stopped: nothing is sent a second time', async () => {
    const { goalId, mechanism } = designed.design;
    answers = [
      reply({ state: 'planned', version: 3, design: { goalId, mechanism, rationale: 'To see.' }, agreements: [agreement] }),
      reply({ state: 'active', version: 4 }),
    ];
    await agree(true);
    expect(asked.map((each) => each.path.replace(`/assignments/${id(1)}`, ''))).toEqual(['', '/accept']);
    expect(asked[0]?.method).toBe('GET');
  });

  it('stops at what the server refuses and says so', async () => {
    answers = [reply({ state: 'proposed', version: 1 }, 201), () => ({ status: 409, body: { title: 'Conflict', detail: 'Something to check' } })];
    await expect(agree()).rejects.toBeInstanceOf(ApiError);
    expect(asked).toHaveLength(2);
  });

  it('can wait for the client’s phone', async () => {
    answers = [reply({ state: 'proposed', version: 1 }, 201), reply({ state: 'designed', version: 2 }), reply({ state: 'planned', version: 3, agreements: [agreement] }), reply({ state: 'planned', version: 4 })];
    await agree(false, 'member');
    expect(asked[3]?.body).toMatchObject({ party: 'member' });
  });
});

describe('a review', () => {
  const review = { ...startReview(() => id(70)), decision: 'continue' as const };
  it('takes an active assignment up first', async () => {
    answers = [reply({ state: 'reported', version: 5 }), reply({ state: 'active', version: 6 })];
    await saveReview(id(2), anAssignment(), review, id(7));
    expect(asked.map((each) => each.path.split('/').at(-1))).toEqual(['report', 'review']);
    expect(asked[1]?.body).toMatchObject({ version: 5, sessionId: id(7) });
  });

  it('does not report what the engagement check already did', async () => {
    answers = [reply({ state: 'active', version: 6 })];
    await saveReview(id(2), anAssignment({ state: 'reported' }), review, id(7));
    expect(asked.map((each) => each.path.split('/').at(-1))).toEqual(['review']);
  });
});

describe('the session', () => {
  const session = { sessionId: id(7), treatmentId: id(3), version: 2, startsAt: '2026-11-24T14:00', startsAtInstant: '2026-11-24T13:00:00Z', zone: 'UTC', state: 'planned' as const };
  it('that is open is used', async () => {
    expect(await ensureSession(id(2), aScreen({ session: { ...session, state: 'open' } }), 'UTC')).toBe(id(7));
    expect(asked).toEqual([]);
  });

  it('left open last week is not the one of today', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-24T13:55:00Z') });
    const left = { ...session, sessionId: id(6), startsAt: '2026-11-17T14:00', state: 'open' as const };
    answers = [() => ({ body: { ...session, state: 'open', version: 3 } })];
    expect(await ensureSession(id(2), aScreen({ session, sessions: [left, session] }), 'UTC')).toBe(id(7));
    expect(asked).toHaveLength(1);
    vi.useRealTimers();
  });

  it('planned for today is opened, another day’s is left alone', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-24T13:55:00Z') });
    answers = [() => ({ body: { ...session, state: 'open', version: 3 } }), (path) => ({ status: 201, body: { ...session, sessionId: path.split('/').at(-1), state: 'open' } })];
    expect(await ensureSession(id(2), aScreen({ session }), 'UTC')).toBe(id(7));
    expect(asked[0]?.body).toMatchObject({ state: 'open', version: 2, startsAt: '2026-11-24T14:00' });
    const other = await ensureSession(id(2), aScreen({ session: { ...session, startsAt: '2026-12-01T14:00' } }), 'UTC');
    expect(other).not.toBe(id(7));
    expect(asked[1]?.body).toMatchObject({ state: 'open', startsAt: '2026-11-24T13:55' });
    vi.useRealTimers();
  });
});

// Small stand-ins for what the server and the catalogue send.
import type { Activity, ActivitySummary, Assignment, Plan, SessionScreenData } from '../src/app/types';

export const today = '2026-11-24'; // a Tuesday

export function anActivity(change: Partial<Activity> = {}): Activity {
  return {
    id: 'behavioural-experiment',
    version: 1,
    reviewStatus: 'not-yet-reviewed',
    name: 'Behavioural experiment',
    clientName: 'Try it out and see',
    summary: 'Tests a prediction.',
    clientSummary: 'You try one thing and look.',
    names: {},
    paradigms: ['cognitive'],
    functions: [],
    mechanisms: ['COG', 'INH'],
    measures: [],
    stages: ['middle'],
    formats: ['individual'],
    ageGroups: ['adult'],
    populations: [],
    literacy: 'plain',
    minutes: { once: 10 },
    frequency: { text: 'twice a week', suggested: { freq: 'WEEKLY', count: 2 } },
    completionEmphasis: true,
    plan: {
      what: 'required',
      where: 'required',
      when: 'required',
      howOften: 'required',
      howLong: 'offered',
      ifThen: 'offered',
      obstacles: 'offered',
      readiness: 'offered',
      importance: 'offered',
      confidence: 'required',
      reminder: 'offered',
    },
    variants: {
      easier: [{ id: 'tiny', name: 'A smaller try', text: 'One minute only.' }],
      harder: [
        { id: 'purpose', name: 'On purpose', text: 'Make the slip on purpose.' },
        { id: 'two', name: 'Two ideas', text: 'Test two ideas.' },
      ],
    },
    rationale: [],
    practiceInSession: '',
    ifThen: [],
    obstacles: [],
    reviewQuestions: [],
    learningPrompts: [],
    gates: [],
    safety: false,
    evidence: { statement: 'No quantitative evidence known to us.', sources: [] },
    guide: '',
    licence: 'CC-BY-4.0',
    worksheet: { resourceType: 'Questionnaire', item: [] },
    ...change,
  };
}

export function aSummary(change: Partial<ActivitySummary> = {}): ActivitySummary {
  return {
    activityId: 'one',
    version: 1,
    name: 'One',
    clientName: 'One',
    summary: '',
    paradigms: [],
    mechanisms: [],
    functions: [],
    stages: ['early'],
    formats: ['individual'],
    ageGroups: ['adult'],
    minutes: 10,
    safety: false,
    assignable: true,
    hardGates: 0,
    reviewStatus: 'not-yet-reviewed',
    ...change,
  };
}

export const aPlan: Plan = {
  what: 'Ask one question on Tuesday',
  where: 'Meeting room',
  recurrence: { freq: 'WEEKLY', byDay: ['TU'], times: ['10:00'], start: '2026-11-17' },
  minutes: 10,
  confidence: 8,
};

export const id = (number: number) => number.toString(16).padStart(32, '0');

export function anAssignment(change: Partial<Assignment> = {}): Assignment {
  return {
    assignmentId: id(1),
    clientId: id(2),
    treatmentId: id(3),
    state: 'active',
    version: 4,
    activityId: 'behavioural-experiment',
    activityVersion: 1,
    name: 'Behavioural experiment',
    clientName: 'Try it out and see',
    createdAt: '2026-11-17T10:00:00Z',
    design: { goalId: id(9), mechanism: 'COG', rationale: 'To see.', clientRationale: 'See if they frown.', practised: 'live' },
    agreements: [{ version: 1, plan: aPlan, createdAt: '2026-11-17T10:00:00Z' }],
    entries: [],
    occurrences: [],
    reviews: [],
    checks: [],
    history: [],
    ...change,
  };
}

export function aScreen(change: Partial<SessionScreenData> = {}): SessionScreenData {
  return {
    client: { clientId: id(2), version: 1, name: 'Sam Berg', callName: 'Sam', zone: 'UTC', noun: 'experiment', ownNoun: 'experiment', access: 'signed-in', consent: { analysis: false, studies: [] }, createdAt: '2026-10-01T10:00:00Z' },
    treatment: { treatmentId: id(3), version: 1, stage: 'middle', paradigms: ['cognitive'], mechanisms: ['INH'], format: 'individual', startedAt: '2026-10-01T10:00:00Z', stageLog: [] },
    goals: [{ goalId: id(9), treatmentId: id(3), version: 1, text: 'Speak up', state: 'active', ratings: [] }],
    formulation: [],
    sessions: [],
    toReview: [],
    current: [],
    programmes: [],
    confidenceThreshold: 7,
    ...change,
  };
}

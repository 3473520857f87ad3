// What a design needs, and sensible first values so that nobody fills what is already known. Pure.
import type { Activity, Assignment, DesignInput, FormulationElement, Goal, Session, Treatment } from '../app/types';
import { emptyDesign, type DesignDraft, type Work } from './drafts';
import { sameContent } from './same-content';

export type DesignProblem = { field: 'goal' | 'mechanism' | 'rationale' | 'gate'; gateId?: string };

/** One goal, one fitting mechanism: chosen at once. Several goals: the person chooses, unless one was used before. */
export function startDesign(activity: Activity, treatment: Pick<Treatment, 'mechanisms'>, goals: readonly Goal[], before?: DesignDraft): DesignDraft {
  const active = goals.filter((goal) => goal.state === 'active');
  const goalId = before?.goalId || (active.length === 1 ? (active[0]?.goalId ?? '') : '');
  const mechanism = activity.mechanisms.find((code) => treatment.mechanisms.includes(code)) ?? activity.mechanisms[0] ?? '';
  return { ...emptyDesign, ...before, goalId, mechanism: before?.mechanism && activity.mechanisms.includes(before.mechanism) ? before.mechanism : mechanism, gates: {} };
}

/** The design of an assignment, to go on from. Gates are looked at anew: they belong to the new step. */
export function designFrom(assignment: Assignment): DesignDraft {
  const design = assignment.design;
  if (!design) return { ...emptyDesign };
  return {
    goalId: design.goalId,
    elementId: design.elementId ?? '',
    mechanism: design.mechanism,
    rationale: design.rationale,
    clientRationale: design.clientRationale ?? '',
    practised: design.practised ?? '',
    proposedBy: design.proposedBy ?? '',
    genericFit: design.genericFit ?? '',
    individualFit: design.individualFit ?? '',
    takeawaySessionId: design.takeawaySessionId ?? '',
    reaction: design.reaction ?? '',
    gates: Object.fromEntries((design.gates ?? []).map((gate) => [gate.gateId, { confirmed: gate.confirmed, reason: gate.reason ?? '' }])),
  };
}

export function designProblems(activity: Pick<Activity, 'gates'>, design: DesignDraft): DesignProblem[] {
  const found: DesignProblem[] = [];
  if (!design.goalId) found.push({ field: 'goal' });
  if (!design.mechanism) found.push({ field: 'mechanism' });
  if (!design.rationale.trim()) found.push({ field: 'rationale' });
  for (const gate of activity.gates) {
    if (gate.kind !== 'hard') continue;
    const answer = design.gates[gate.id];
    if (!answer?.confirmed || (gate.question && !answer.reason.trim())) found.push({ field: 'gate', gateId: gate.id });
  }
  return found;
}

export function toDesign(activity: Pick<Activity, 'gates'>, work: Pick<Work, 'design' | 'variantId'>, version: number): DesignInput {
  const { design, variantId } = work;
  const input: DesignInput = { version, goalId: design.goalId, mechanism: design.mechanism, rationale: design.rationale.trim() };
  if (design.elementId) input.elementId = design.elementId;
  if (variantId) input.variantId = variantId;
  if (design.clientRationale.trim()) input.clientRationale = design.clientRationale.trim();
  if (design.practised) input.practised = design.practised;
  if (design.proposedBy) input.proposedBy = design.proposedBy;
  if (design.genericFit.trim()) input.genericFit = design.genericFit.trim();
  if (design.individualFit.trim()) input.individualFit = design.individualFit.trim();
  if (design.takeawaySessionId) input.takeawaySessionId = design.takeawaySessionId;
  if (design.reaction.trim()) input.reaction = design.reaction.trim();
  const gates = activity.gates.flatMap((gate) => {
    const answer = design.gates[gate.id];
    if (!answer) return [];
    const reason = answer.reason.trim();
    return [{ gateId: gate.id, confirmed: answer.confirmed, ...(reason ? { reason } : {}) }];
  });
  if (gates.length) input.gates = gates;
  return input;
}

/** Whether the server's design already says the same, so that nothing has to be sent again. */
export function sameDesign(assignment: Assignment | undefined, input: DesignInput): boolean {
  const design = assignment?.design;
  if (!design) return false;
  return sameContent({ ...input, version: undefined }, design);
}

/** The newest takeaway: what a design can start from. */
export function newestTakeaway<T extends Pick<Session, 'startsAt' | 'takeaway'>>(sessions: readonly T[]): T | undefined {
  return sessions.filter((session) => session.takeaway).sort((a, b) => b.startsAt.localeCompare(a.startsAt))[0];
}

/** The elements that speak about doing homework, most telling first: what may hinder it, then what may help. */
export function tellingElements(formulation: readonly FormulationElement[]): FormulationElement[] {
  const order = { antagonistic: 0, synergistic: 1, neither: 2 };
  return formulation.filter((element) => element.effect !== 'neither').sort((a, b) => order[a.effect] - order[b.effect]);
}

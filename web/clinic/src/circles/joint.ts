// One activity for several clients: from what is picked on the screen to the request. Pure.
import type { Activity } from '../app/types';
import { toDesign } from '../session/design-policy';
import { emptyDesign, type DesignDraft } from '../session/drafts';
import { planProblems, toPlan, type PlanDraft, type PlanProblem } from '../session/plan-policy';
import type { CircleClient, JointPlanInput } from './queries';

/** What is one client's own. */
export interface Part {
  clientId: string;
  assignmentId: string;
  included: boolean;
  goalId: string;
  clientRationale: string;
  when: string;
  confidence: number | null;
  belowThreshold: string;
  accepted: boolean;
}

export function startPart(client: CircleClient, assignmentId: string): Part {
  const only = client.goals.length === 1 ? client.goals[0] : undefined;
  return {
    clientId: client.clientId,
    assignmentId,
    included: true,
    goalId: only?.goalId ?? '',
    clientRationale: '',
    when: '',
    confidence: null,
    belowThreshold: '',
    accepted: false,
  };
}

/** The shared plan with what is this client's own in it. */
export function planOf(shared: PlanDraft, part: Part): PlanDraft {
  return {
    ...shared,
    when: part.when || shared.when,
    confidence: part.confidence,
    belowThreshold: part.belowThreshold,
  };
}

export type PartProblem = 'goal' | PlanProblem;

export function partProblems(activity: Activity, shared: PlanDraft, part: Part, threshold: number): PartProblem[] {
  const found: PartProblem[] = part.goalId ? [] : ['goal'];
  return [...found, ...planProblems(activity, planOf(shared, part), threshold)];
}

export function toJointPlan(
  activity: Activity,
  design: DesignDraft,
  shared: PlanDraft,
  parts: readonly Part[],
  whenWords: string,
  override: string,
): JointPlanInput {
  const whole = toDesign(activity, { design: { ...emptyDesign, ...design }, variantId: '' }, 1);
  return {
    activityId: activity.id,
    design: {
      mechanism: whole.mechanism,
      rationale: whole.rationale,
      ...(whole.practised ? { practised: whole.practised } : {}),
      ...(whole.proposedBy ? { proposedBy: whole.proposedBy } : {}),
      ...(whole.gates ? { gates: whole.gates } : {}),
    },
    ...(override.trim() ? { override: override.trim() } : {}),
    parts: parts
      .filter((part) => part.included)
      .map((part) => ({
        clientId: part.clientId,
        assignmentId: part.assignmentId,
        goalId: part.goalId,
        ...(part.clientRationale.trim() ? { clientRationale: part.clientRationale.trim() } : {}),
        plan: toPlan(activity, planOf(shared, part), whenWords),
        accepted: part.accepted,
      })),
  };
}

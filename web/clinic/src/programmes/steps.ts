// The steps of a programme as they are wished for, and what is offered now. Pure.
import type { Programme, ProgrammeDelivery, ProgrammeRun, ProgrammeRunStep, ProgrammeStepWish, Stage } from '../app/types';

/** One line of the list that a therapist adapts. */
export interface StepLine {
  stepId: string;
  activityId: string;
  /** Of the activity; known once the list of activities is read. */
  name: string;
  variant: string;
  stage: Stage;
  delivery: ProgrammeDelivery;
  note: string;
  leftOut: boolean;
  reason: string;
  /** A day in place of the delivery; empty for none. */
  on: string;
  /** Begun or finished: it stays as it is. */
  fixed: boolean;
}

/** The steps of a programme of the catalogue, all of them wanted. */
export function linesOf(programme: Pick<Programme, 'steps'>, nameOf: (activityId: string) => string): StepLine[] {
  return programme.steps.map((step) => ({
    stepId: step.id,
    activityId: step.activityId,
    name: nameOf(step.activityId),
    variant: step.variant ?? '',
    stage: step.stage,
    delivery: step.delivery,
    note: step.note,
    leftOut: false,
    reason: '',
    on: '',
    fixed: false,
  }));
}

/** The steps of a programme that runs, as they stand. */
export function linesOfRun(run: Pick<ProgrammeRun, 'steps'>): StepLine[] {
  return run.steps.map((step) => ({
    stepId: step.stepId,
    activityId: step.activityId,
    name: step.name,
    variant: step.variant ?? '',
    stage: step.stage,
    delivery: step.delivery,
    note: step.note,
    leftOut: step.state === 'left-out',
    reason: step.reason ?? '',
    on: step.on ?? '',
    fixed: step.state === 'begun' || step.state === 'finished',
  }));
}

/** A step one place up or down; steps that have begun keep their order, so the list is the same where it cannot move. */
export function moved(lines: readonly StepLine[], index: number, by: -1 | 1): StepLine[] {
  const next = [...lines];
  const [one, other] = [next[index], next[index + by]];
  if (!one || !other || (one.fixed && other.fixed)) return next;
  next[index] = other;
  next[index + by] = one;
  return next;
}

/** As the server takes it: every step, in order; nothing about steps that stay as they are. */
export function wishesOf(lines: readonly StepLine[]): ProgrammeStepWish[] {
  return lines.map((line) => ({
    stepId: line.stepId,
    ...(line.leftOut && !line.fixed ? { leftOut: true, ...(line.reason.trim() ? { reason: line.reason.trim() } : {}) } : {}),
    ...(line.on ? { on: line.on } : {}),
  }));
}

/** "2 of 6" counts only what is not left out. */
export function numberOf(lines: readonly StepLine[], index: number): number {
  return lines.slice(0, index + 1).filter((line) => !line.leftOut).length;
}

export interface Offer {
  run: ProgrammeRun;
  step: ProgrammeRunStep;
}

/** What programmes offer as the next design, and what can be agreed on in advance because its day is known. */
export function offersOf(runs: readonly ProgrammeRun[]): { now: Offer[]; ahead: Offer[] } {
  const of = (state: ProgrammeRunStep['state']) =>
    runs.filter((run) => run.state === 'running').flatMap((run) => run.steps.filter((step) => step.state === state).map((step) => ({ run, step })));
  return {
    now: of('due'),
    ahead: of('waiting')
      .filter(({ step }) => step.dueOn)
      .sort((a, b) => (a.step.dueOn ?? '').localeCompare(b.step.dueOn ?? '')),
  };
}

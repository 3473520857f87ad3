import { describe, expect, it } from 'vitest';
import { designFrom, designProblems, sameDesign, tellingElements, toDesign } from '../src/session/design-policy';
import { anActivity, anAssignment, id } from './fixtures';

const gated = anActivity({
  gates: [
    { id: 'soft', kind: 'soft', text: 'Look' },
    { id: 'plain', kind: 'hard', text: 'Safe?' },
    { id: 'asked', kind: 'hard', text: 'Asked?', question: 'What did you hear?' },
  ],
});

describe('a design', () => {
  const design = designFrom(anAssignment());
  it('needs a goal, how it helps and a reason', () => {
    expect(designProblems(anActivity(), design)).toEqual([]);
    expect(designProblems(anActivity(), { ...design, goalId: '', mechanism: '', rationale: ' ' }).map((each) => each.field)).toEqual(['goal', 'mechanism', 'rationale']);
  });

  it('is held by hard gates only, and by their questions', () => {
    expect(designProblems(gated, design).map((each) => each.gateId)).toEqual(['plain', 'asked']);
    const answered = { ...design, gates: { plain: { confirmed: true, reason: '' }, asked: { confirmed: true, reason: '' } } };
    expect(designProblems(gated, answered).map((each) => each.gateId)).toEqual(['asked']);
  });

  it('sends answers to its own gates and leaves blanks out', () => {
    const input = toDesign(gated, { variantId: '', design: { ...design, gates: { plain: { confirmed: true, reason: ' ' }, gone: { confirmed: true, reason: '' } } } }, 3);
    expect(input).toEqual({ version: 3, goalId: id(9), mechanism: 'COG', rationale: 'To see.', clientRationale: 'See if they frown.', practised: 'live', gates: [{ gateId: 'plain', confirmed: true }] });
  });

  it('is not sent again when nothing changed', () => {
    const assignment = anAssignment();
    const same = toDesign(anActivity(), { variantId: '', design }, 4);
    expect(sameDesign(assignment, same)).toBe(true);
    expect(sameDesign(assignment, { ...same, rationale: 'Another' })).toBe(false);
    expect(sameDesign(anAssignment({ design: undefined }), same)).toBe(false);
  });
});

describe('what speaks about trying things out', () => {
  it('names what may hinder first and leaves the rest away', () => {
    const element = { elementId: id(1), treatmentId: id(3), version: 1, kind: 'belief' as const, text: '' };
    const told = tellingElements([
      { ...element, effect: 'neither' },
      { ...element, elementId: id(2), effect: 'synergistic' },
      { ...element, elementId: id(4), effect: 'antagonistic' },
    ]);
    expect(told.map((each) => each.elementId)).toEqual([id(4), id(2)]);
  });
});

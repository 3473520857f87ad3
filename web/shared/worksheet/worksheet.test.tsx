import { useState } from 'react';
import { fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { startWords } from '../words';
import shared from '@words/en/shared.json';
import {
  toItems,
  WorksheetAnswers,
  WorksheetForm,
  readWorksheet,
  type Answers,
  type QuestionnaireItem,
  type Worksheet,
} from '.';

startWords({ app: 'shared-test', bundled: { language: 'en', app: {}, shared } });

const standard = 'http://hl7.org/fhir/StructureDefinition/';
const own = 'https://intersession.example/fhir/StructureDefinition/';
const control = (code: string) => ({
  url: `${standard}questionnaire-itemControl`,
  valueCodeableConcept: { coding: [{ code }] },
});
const number = (name: string, valueInteger: number) => ({ url: standard + name, valueInteger });

function worksheetOf(...item: QuestionnaireItem[]): Worksheet {
  return readWorksheet({ resourceType: 'Questionnaire', title: 'Test', item });
}

/** Renders the items and gives a look at what would be sent. */
function ask(...item: QuestionnaireItem[]) {
  const worksheet = worksheetOf(...item);
  let now: Answers = {};
  function Form() {
    const [answers, setAnswers] = useState<Answers>({});
    now = answers;
    return <WorksheetForm fields={worksheet.fields} answers={answers} onChange={setAnswers} showPrivacy />;
  }
  render(<Form />);
  return { sent: () => toItems(worksheet.fields, now) };
}

const slider = (linkId: string, max: number, more: Partial<QuestionnaireItem> = {}): QuestionnaireItem => ({
  linkId,
  text: `Rate ${linkId}`,
  type: 'integer',
  extension: [control('slider'), number('minValue', 0), number('maxValue', max), ...(more.extension ?? [])],
  item: [
    { linkId: `${linkId}-l`, text: 'not at all', type: 'display', extension: [control('lower')] },
    { linkId: `${linkId}-u`, text: 'completely', type: 'display', extension: [control('upper')] },
  ],
});

describe('one field of each type', () => {
  it('shows a display item and asks nothing', () => {
    const { sent } = ask({ linkId: 'a', type: 'display', text: 'Read this first.' });
    expect(screen.getByText('Read this first.')).toBeTruthy();
    expect(sent()).toEqual([]);
  });

  it('asks yes or no', async () => {
    const { sent } = ask({ linkId: 'a', type: 'boolean', text: 'Did it fit?' });
    await userEvent.click(screen.getByLabelText('No'));
    expect(sent()).toEqual([{ linkId: 'a', answer: [{ valueBoolean: false }] }]);
  });

  it('takes a whole number with its unit', async () => {
    const { sent } = ask({
      linkId: 'a',
      type: 'integer',
      text: 'How long?',
      extension: [{ url: `${standard}questionnaire-unit`, valueCoding: { code: 'min', display: 'minutes' } }],
    });
    expect(screen.getByText('minutes')).toBeTruthy();
    await userEvent.type(screen.getByLabelText('How long?'), '25');
    expect(sent()).toEqual([{ linkId: 'a', answer: [{ valueInteger: 25 }] }]);
  });

  it('takes a decimal number, with a comma too', async () => {
    const { sent } = ask({ linkId: 'a', type: 'decimal', text: 'Hours' });
    await userEvent.type(screen.getByLabelText('Hours'), '7,5');
    expect(sent()).toEqual([{ linkId: 'a', answer: [{ valueDecimal: 7.5 }] }]);
  });

  it('takes a line, a text, a date and a time of day', async () => {
    const { sent } = ask(
      { linkId: 'line', type: 'string', text: 'Where' },
      { linkId: 'text', type: 'text', text: 'What happened' },
      { linkId: 'date', type: 'date', text: 'Which day' },
      { linkId: 'time', type: 'time', text: 'What time' },
    );
    await userEvent.type(screen.getByLabelText('Where'), 'at home');
    await userEvent.type(screen.getByLabelText('What happened'), 'It rained.');
    fireEvent.change(screen.getByLabelText('Which day'), { target: { value: '2026-11-24' } });
    fireEvent.change(screen.getByLabelText('What time'), { target: { value: '09:30' } });
    expect(sent()).toEqual([
      { linkId: 'line', answer: [{ valueString: 'at home' }] },
      { linkId: 'text', answer: [{ valueString: 'It rained.' }] },
      { linkId: 'date', answer: [{ valueDate: '2026-11-24' }] },
      { linkId: 'time', answer: [{ valueTime: '09:30:00' }] },
    ]);
  });

  it('taps a 0-10 scale, which suggests nothing before it is tapped', async () => {
    const { sent } = ask(slider('a', 10));
    const steps = screen.getAllByRole('radio');
    expect(steps).toHaveLength(11);
    expect(steps.filter((step) => (step as HTMLInputElement).checked)).toEqual([]);
    expect(sent()).toEqual([]);
    await userEvent.click(screen.getByLabelText('7'));
    expect(sent()).toEqual([{ linkId: 'a', answer: [{ valueInteger: 7 }] }]);
    expect(screen.getByLabelText('0, not at all')).toBeTruthy();
    expect(screen.getByLabelText('10, completely')).toBeTruthy();
  });

  it('slides a 0-100 scale, which can also be stepped, and starts unanswered', async () => {
    const { sent } = ask(slider('a', 100));
    const track = screen.getByRole('slider', { name: 'Rate a' });
    expect(track.getAttribute('aria-valuetext')).toBe('Not answered yet');
    expect(sent()).toEqual([]);
    fireEvent.change(track, { target: { value: '75' } });
    expect(sent()).toEqual([{ linkId: 'a', answer: [{ valueInteger: 75 }] }]);
    await userEvent.click(screen.getByRole('button', { name: 'A little less' }));
    expect(sent()).toEqual([{ linkId: 'a', answer: [{ valueInteger: 70 }] }]);
  });

  it('takes a tap on the waiting thumb as the middle', () => {
    const { sent } = ask(slider('a', 100));
    fireEvent.pointerUp(screen.getByRole('slider', { name: 'Rate a' }));
    expect(sent()).toEqual([{ linkId: 'a', answer: [{ valueInteger: 50 }] }]);
  });

  it('chooses one of a list', async () => {
    const options = [
      { valueCoding: { code: 'calm', display: 'Calm' } },
      { valueCoding: { code: 'sad', display: 'Sad' } },
    ];
    const { sent } = ask({ linkId: 'a', type: 'choice', text: 'Mood', answerOption: options });
    await userEvent.click(screen.getByLabelText('Sad'));
    expect(sent()).toEqual([{ linkId: 'a', answer: [{ valueCoding: { code: 'sad', display: 'Sad' } }] }]);
  });

  it('chooses one of a long list that drops down', async () => {
    const options = [
      { valueCoding: { code: 'a1', display: 'First' } },
      { valueCoding: { code: 'a2', display: 'Second' } },
    ];
    const { sent } = ask({
      linkId: 'a',
      type: 'choice',
      text: 'Which',
      answerOption: options,
      extension: [control('drop-down')],
    });
    await userEvent.selectOptions(screen.getByLabelText('Which'), 'a2');
    expect(sent()).toEqual([{ linkId: 'a', answer: [{ valueCoding: { code: 'a2', display: 'Second' } }] }]);
  });

  it('chooses one of a list or says it in own words', async () => {
    const { sent } = ask({
      linkId: 'a',
      type: 'open-choice',
      text: 'Mood',
      answerOption: [{ valueCoding: { code: 'calm', display: 'Calm' } }],
    });
    await userEvent.click(screen.getByLabelText('Something else'));
    await userEvent.type(screen.getByLabelText('In your own words'), 'foggy');
    expect(sent()).toEqual([{ linkId: 'a', answer: [{ valueString: 'foggy' }] }]);
    await userEvent.click(screen.getByLabelText('Calm'));
    expect(sent()).toEqual([{ linkId: 'a', answer: [{ valueCoding: { code: 'calm', display: 'Calm' } }] }]);
  });

  it('chooses several of a list', async () => {
    const options = ['one', 'two', 'three'].map((code) => ({ valueCoding: { code, display: code } }));
    const { sent } = ask({
      linkId: 'a',
      type: 'choice',
      repeats: true,
      text: 'Which',
      answerOption: options,
    });
    await userEvent.click(screen.getByLabelText('one'));
    await userEvent.click(screen.getByLabelText('three'));
    await userEvent.click(screen.getByLabelText('one'));
    expect(sent()).toEqual([{ linkId: 'a', answer: [{ valueCoding: { code: 'three', display: 'three' } }] }]);
  });

  it('collects tags from a list and own ones, where typing is enough', async () => {
    const { sent } = ask({
      linkId: 'a',
      type: 'open-choice',
      repeats: true,
      text: 'Leave out',
      answerOption: [{ valueCoding: { code: 'phone', display: 'My phone' } }],
    });
    await userEvent.click(screen.getByLabelText('My phone'));
    await userEvent.click(screen.getByRole('button', { name: 'Add your own' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Add your own' }), 'my hat');
    expect(sent()).toEqual([
      {
        linkId: 'a',
        answer: [{ valueCoding: { code: 'phone', display: 'My phone' } }, { valueString: 'my hat' }],
      },
    ]);
  });

  it('takes a curve of numbers, point by point', async () => {
    const { sent } = ask({
      ...slider('a', 100, { extension: [{ url: `${own}worksheet-series`, valueCode: 'suds-curve' }] }),
      repeats: true,
    });
    fireEvent.change(screen.getByRole('slider', { name: 'At the start' }), { target: { value: '40' } });
    await userEvent.click(screen.getByRole('button', { name: 'Add the next number' }));
    fireEvent.change(screen.getByRole('slider', { name: 'Number 2' }), { target: { value: '80' } });
    await userEvent.click(screen.getByRole('button', { name: 'Add the next number' }));
    fireEvent.change(screen.getByRole('slider', { name: 'Number 3' }), { target: { value: '30' } });
    expect(sent()).toEqual([
      { linkId: 'a', answer: [{ valueInteger: 40 }, { valueInteger: 80 }, { valueInteger: 30 }] },
    ]);
    expect(screen.getByRole('img', { name: 'So far: 40, 80, 30' })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'At the start: 40' }));
    fireEvent.change(screen.getByRole('slider', { name: 'At the start' }), { target: { value: '45' } });
    await userEvent.click(screen.getByRole('button', { name: 'Remove the last number' }));
    expect(sent()).toEqual([{ linkId: 'a', answer: [{ valueInteger: 45 }, { valueInteger: 80 }] }]);
  });
});

describe('fields together', () => {
  it('nests the answers of a group', async () => {
    const { sent } = ask({
      linkId: 'g',
      type: 'group',
      text: 'About it',
      item: [{ linkId: 'a', type: 'string', text: 'Where' }],
    });
    await userEvent.type(
      within(screen.getByRole('group', { name: 'About it' })).getByLabelText('Where'),
      'here',
    );
    expect(sent()).toEqual([{ linkId: 'g', item: [{ linkId: 'a', answer: [{ valueString: 'here' }] }] }]);
  });

  it('shows in the second half of a pair what the first was', () => {
    const { sent } = ask({
      linkId: 'pair',
      type: 'group',
      text: 'Belief',
      extension: [{ url: `${own}worksheet-pair`, valueCode: 'before-after' }],
      item: [slider('before', 100), slider('after', 100)],
    });
    fireEvent.change(screen.getByRole('slider', { name: 'Rate before' }), { target: { value: '75' } });
    expect(screen.getByText('before: 75')).toBeTruthy();
    fireEvent.change(screen.getByRole('slider', { name: 'Rate after' }), { target: { value: '55' } });
    expect(sent()).toEqual([
      {
        linkId: 'pair',
        item: [
          { linkId: 'before', answer: [{ valueInteger: 75 }] },
          { linkId: 'after', answer: [{ valueInteger: 55 }] },
        ],
      },
    ]);
  });

  it('adds and removes rows of a repeated group', async () => {
    const { sent } = ask({
      linkId: 'rows',
      type: 'group',
      repeats: true,
      text: 'Moment',
      item: [{ linkId: 'what', type: 'string', text: 'What' }],
    });
    await userEvent.type(screen.getByLabelText('What'), 'first');
    await userEvent.click(screen.getByRole('button', { name: 'Add another' }));
    await userEvent.type(screen.getAllByLabelText('What')[1]!, 'second');
    expect(sent()).toEqual([
      { linkId: 'rows', item: [{ linkId: 'what', answer: [{ valueString: 'first' }] }] },
      { linkId: 'rows', item: [{ linkId: 'what', answer: [{ valueString: 'second' }] }] },
    ]);
    await userEvent.click(screen.getByRole('button', { name: 'Remove 1' }));
    expect(sent()).toEqual([
      { linkId: 'rows', item: [{ linkId: 'what', answer: [{ valueString: 'second' }] }] },
    ]);
  });

  it('asks a question only when another answer calls for it, and does not send what is no longer asked', async () => {
    const { sent } = ask(
      { linkId: 'fit', type: 'boolean', text: 'Did it fit?' },
      {
        linkId: 'why',
        type: 'string',
        text: 'What did not fit?',
        enableWhen: [{ question: 'fit', operator: '=', answerBoolean: false }],
      },
    );
    expect(screen.queryByLabelText('What did not fit?')).toBeNull();
    await userEvent.click(screen.getByLabelText('No'));
    await userEvent.type(screen.getByLabelText('What did not fit?'), 'the place');
    expect(sent()).toHaveLength(2);
    await userEvent.click(screen.getByLabelText('Yes'));
    expect(sent()).toEqual([{ linkId: 'fit', answer: [{ valueBoolean: true }] }]);
  });

  it('says on a private field that it is private, once for a private group', () => {
    const secret = [{ url: `${own}worksheet-privacy`, valueCode: 'private' }];
    ask(
      {
        linkId: 'g',
        type: 'group',
        text: 'For me',
        extension: secret,
        item: [{ linkId: 'a', type: 'text', text: 'Mine' }],
      },
      { linkId: 'b', type: 'text', text: 'Ours' },
    );
    expect(screen.getAllByText('Only you can see this until you share it')).toHaveLength(1);
  });

  it('ties help and error to the field', () => {
    const worksheet = worksheetOf({
      linkId: 'a',
      type: 'text',
      text: 'What',
      item: [{ linkId: 'h', type: 'display', text: 'A few words.', extension: [control('help')] }],
    });
    render(
      <WorksheetForm
        fields={worksheet.fields}
        answers={{}}
        onChange={() => {}}
        errors={{ a: 'This one is needed.' }}
      />,
    );
    const field = screen.getByLabelText('What');
    const described = (field.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((each) => document.getElementById(each)?.textContent);
    expect(described).toEqual(['A few words.', 'This one is needed.']);
    expect(field.getAttribute('aria-invalid')).toBe('true');
  });

  it('shows answers to read', () => {
    const worksheet = worksheetOf(
      { linkId: 'a', type: 'boolean', text: 'Did it fit?' },
      { ...slider('c', 100), text: 'How much' },
      { linkId: 'n', type: 'text', text: 'Not said' },
    );
    render(<WorksheetAnswers fields={worksheet.fields} answers={{ a: true, c: 60 }} />);
    expect(screen.getByText('Did it fit?').nextSibling?.textContent).toBe('Yes');
    expect(screen.getByText('How much').nextSibling?.textContent).toBe('60');
    expect(screen.queryByText('Not said')).toBeNull();
  });
});

import { useState } from 'react';
import { useWords } from '@shared/words';
import { WorksheetForm, allFields, asks, coreFields, fieldsAt, keepFields, readWorksheet, type Answers } from '@shared/worksheet';
import { Select } from '../app/ui';
import type { Draft } from './draft';

type Part = 'before' | 'after';

/** What the client sees on a phone, with the very form that the client's app shows; to try out, nothing is kept. */
export function Phone({ draft }: { draft: Draft }) {
  const t = useWords();
  const [form, setForm] = useState('');
  const [answers, setAnswers] = useState<Answers>({});
  const worksheet = readWorksheet(draft.worksheet);
  const variants = [...draft.variants.easier, ...draft.variants.harder];
  const variant = variants.find((each) => each.id === form);
  const kept = form === 'short' ? coreFields(worksheet.fields) : variant?.fields ? keepFields(worksheet.fields, variant.fields) : worksheet.fields;
  const parts = (['before', 'after'] as const).map((part) => ({ part, fields: fieldsAt({ ...worksheet, fields: kept }, part) })).filter(({ fields }) => fields.some(asks));
  // A field that became another kind of field starts without an answer.
  const shape = allFields(worksheet.fields)
    .map((each) => `${each.linkId} ${each.kind}`)
    .join();
  return (
    <div className="col">
      {(variants.length > 0 || worksheet.fields.some((each) => each.core)) && (
        <Select compact label={t('own.show')} value={form} onChange={setForm}>
          <option value="">{t('own.showAll')}</option>
          {worksheet.fields.some((each) => each.core) && <option value="short">{t('own.showShort')}</option>}
          {variants.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name || t('library.variants')}
            </option>
          ))}
        </Select>
      )}
      <div className="phone-frame col">
        <p className="small">{t('library.previewNote')}</p>
        <h3>{draft.clientName || t('own.unnamed')}</h3>
        <p>{draft.clientSummary}</p>
        {variant && <p className="why">{variant.text}</p>}
        {parts.map(({ part, fields }) => (
          <PartOf key={part + shape} part={part} several={parts.length > 1}>
            <WorksheetForm fields={fields} answers={answers} earlier={part === 'after' ? answers : {}} onChange={setAnswers} showPrivacy />
          </PartOf>
        ))}
      </div>
    </div>
  );
}

function PartOf({ part, several, children }: { part: Part; several: boolean; children: React.ReactNode }) {
  const t = useWords();
  return (
    <>
      {several && <p className="label">{t(part === 'before' ? 'own.momentBefore' : 'own.momentAfter')}</p>}
      {children}
    </>
  );
}

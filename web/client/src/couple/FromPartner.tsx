import { Card } from '@shared/ui';
import { useWords } from '@shared/words';
import {
  fromItems,
  readWorksheet,
  WorksheetAnswers,
  type Questionnaire,
  type ResponseItem,
} from '@shared/worksheet';
import { momentWords } from '../parts/moment';
import { usePartner } from './queries';

/** What the partner chose to show. Nothing where there is nothing. */
export function FromPartner() {
  const t = useWords();
  const notes = usePartner().data?.notes ?? [];
  if (notes.length === 0) return null;
  return (
    <Card className="col" aria-labelledby="from-partner">
      <h2 id="from-partner">{t('partner.from', { name: notes[0]?.from })}</h2>
      {notes.map((note, index) => {
        const { fields } = readWorksheet(note.worksheet as unknown as Questionnaire);
        return (
          <div key={index} className="col">
            <small>
              {note.name} · {momentWords(note.occurredAt)}
            </small>
            <WorksheetAnswers
              fields={fields}
              answers={fromItems(fields, note.answers as unknown as ResponseItem[])}
            />
          </div>
        );
      })}
    </Card>
  );
}

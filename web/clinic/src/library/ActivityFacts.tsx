import { useState } from 'react';
import { Chip } from '@shared/ui';
import { useWords } from '@shared/words';
import { WorksheetForm, readWorksheet, type Answers } from '@shared/worksheet';
import { useTerms } from '../app/queries';
import type { Activity } from '../app/types';
import { nameOf } from './filter';
import { OwnChip } from './OwnChip';

/** What a therapist wants to know about an activity: guide, evidence with its mark, and what the client will see. */
export function ActivityFacts({ activity, folded = false }: { activity: Activity; folded?: boolean }) {
  const t = useWords();
  const terms = useTerms().data;
  return (
    <div className="col facts-block">
      <div className="row wrap">
        {activity.mechanisms.map((code, index) => (
          <Chip key={code} tone={index === 0 ? 'go' : 'plain'}>
            {nameOf(terms, 'mechanisms', code)}
          </Chip>
        ))}
        <Chip>{t('minutes', { count: activity.minutes.once })}</Chip>
        <Chip>{activity.frequency.text}</Chip>
        <OwnChip activity={activity} />
        {activity.reviewStatus === 'not-yet-reviewed' && <Chip tone="info">{t('library.notReviewed')}</Chip>}
      </div>
      {folded ? (
        <>
          <details>
            <summary>{t('library.guide')}</summary>
            <Guide activity={activity} />
          </details>
          <details>
            <summary>{t('library.evidence')}</summary>
            <Evidence activity={activity} />
          </details>
        </>
      ) : (
        <>
          <p>{activity.summary}</p>
          <section>
            <h3>{t('library.guide')}</h3>
            <Guide activity={activity} />
          </section>
          <section>
            <h3>{t('library.evidence')}</h3>
            <Evidence activity={activity} />
          </section>
        </>
      )}
      <details>
        <summary>{t('library.preview')}</summary>
        <WorksheetPreview key={activity.id} activity={activity} />
      </details>
    </div>
  );
}

function Guide({ activity }: { activity: Activity }) {
  return (
    <div className="col prose">
      {activity.guide.split('\n\n').map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
    </div>
  );
}

/** Every statement with its source and how well we know it. */
export function Evidence({ activity }: { activity: Pick<Activity, 'evidence'> }) {
  const t = useWords();
  return (
    <div className="col">
      <p>{activity.evidence.statement}</p>
      {activity.evidence.sources.length > 0 && (
        <ul className="plain small lines">
          {activity.evidence.sources.map((source) => (
            <li key={source.doi}>
              {source.text} <a href={`https://doi.org/${source.doi}`} rel="noreferrer noopener" target="_blank">doi:{source.doi}</a>
              <span className="block">
                <strong>{source.provenance}</strong> · {t(`provenance.${source.provenance}`)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The client's form, to try out; nothing typed here is kept. */
export function WorksheetPreview({ activity, fields }: { activity: Activity; fields?: readonly string[] | undefined }) {
  const t = useWords();
  const [answers, setAnswers] = useState<Answers>({});
  const worksheet = readWorksheet(activity.worksheet);
  const shown = fields ? worksheet.fields.filter((field) => fields.includes(field.linkId) || field.fields.some((inner) => fields.includes(inner.linkId))) : worksheet.fields;
  return (
    <div className="phone-frame col">
      <p className="small">{t('library.previewNote')}</p>
      <h3>{activity.clientName}</h3>
      <p>{activity.clientSummary}</p>
      <WorksheetForm fields={shown} answers={answers} onChange={setAnswers} showPrivacy />
    </div>
  );
}

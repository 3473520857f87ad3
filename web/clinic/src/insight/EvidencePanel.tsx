import evidence from '@catalogue/evidence/homework-outcome.json';
import { Card } from '@shared/ui';
import { useWords } from '@shared/words';
import { useTerms } from '../app/queries';
import { nameOf } from '../library/filter';
import { figure } from './study';

/** What research says about homework and outcome, with intervals and limits; no number where there is none. */
export function EvidencePanel() {
  const t = useWords();
  const terms = useTerms().data;
  const paradigms = (codes: readonly string[]) =>
    codes.map((code) => nameOf(terms, 'paradigms', code)).join(', ');
  return (
    <Card aria-labelledby="evidence">
      <div className="col">
        <h2 id="evidence">{t('evidence.title')}</h2>
        <ul>
          {evidence.reading.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
        <table className="insight-table words">
          <thead>
            <tr>
              <th scope="col">{t('evidence.question')}</th>
              <th scope="col">{t('evidence.effect')}</th>
              <th scope="col">{t('evidence.from')}</th>
            </tr>
          </thead>
          <tbody>
            {evidence.effects.map((each) => (
              <tr key={each.id}>
                <th scope="row">
                  {each.question}
                  <span className="small block">
                    {t(`evidence.compares.${each.compares}`)}
                    {each.paradigms.length > 0 && ` · ${paradigms(each.paradigms)}`}
                  </span>
                </th>
                <td>
                  <span className="nowrap">
                    {each.measure} = {figure(each.estimate)}
                  </span>{' '}
                  <span className="small block">
                    {each.low === null
                      ? t('evidence.noRange')
                      : t('evidence.range', { from: figure(each.low), to: figure(each.high) })}
                  </span>
                </td>
                <td>
                  {each.limit}
                  <span className="small block">
                    {[
                      each.source,
                      each.studies === null ? '' : t('evidence.studies', { count: each.studies }),
                      each.people === null ? '' : t('evidence.people', { count: each.people }),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <h3>{t('evidence.withoutNumbers')}</h3>
        <ul>
          {evidence.withoutNumbers.map((each) => (
            <li key={each.source}>
              {each.says} <span className="small">{each.source}</span>
            </li>
          ))}
        </ul>
        <p>{t('evidence.none', { paradigms: paradigms(evidence.noQuantitativeEvidence) })}</p>
        <p className="small">{t('evidence.readOn', { date: evidence.reviewedOn })}</p>
      </div>
    </Card>
  );
}

import { Chip } from '@shared/ui';
import { plain } from '@shared/progress/model';
import { useWords } from '@shared/words';
import { Rules } from './AlertRules';
import type { Measure, MeasureFigure } from './data';

/** What an instrument's figures rest on, and who may use it. */
export function Sources({ measure }: { measure: Measure }) {
  const t = useWords();
  return (
    <details>
      <summary>{t('measures.sources')}</summary>
      <div className="col gap-top small">
        {measure.figures.length === 0 && <p>{t('measures.noFigures')}</p>}
        <ul className="plain lines">
          {measure.figures.map((figure, index) => (
            <li key={index}>
              <FigureLine figure={figure} scale={measure.scales.length > 1 ? measure.scales.find((each) => each.id === figure.scale)?.name : undefined} />
            </li>
          ))}
          {measure.norms.map((norm) => (
            <li key={norm.group}>
              {t('measures.norm', { group: norm.group, mean: plain(norm.mean), sd: norm.deviation === undefined ? '–' : plain(norm.deviation) })} {norm.source}{' '}
              <CheckMark verification={norm.verification} />
            </li>
          ))}
        </ul>
        {measure.rules.length > 0 && (
          <>
            <p>
              <strong>{t('rules.title')}</strong>
            </p>
            <Rules measure={measure} />
          </>
        )}
        {measure.notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
        <p>
          {t('measures.licence', { licence: measure.licence })} {measure.copyright}
        </p>
      </div>
    </details>
  );
}

/** One figure with its source; what was not read again says so. */
export function FigureLine({ figure, scale }: { figure: MeasureFigure; scale?: string | undefined }) {
  const t = useWords();
  const basis = [figure.deviation !== undefined ? t('measures.deviation', { value: plain(figure.deviation) }) : '', figure.reliability !== undefined ? t('measures.reliability', { value: plain(figure.reliability) }) : '']
    .filter(Boolean)
    .join(', ');
  return (
    <>
      <strong>
        {scale ? `${scale}: ` : ''}
        {t(`measures.figure.${figure.kind ?? 'reliable-change'}`, { value: plain(figure.value) })}
      </strong>{' '}
      {basis && `(${basis}) `}
      {figure.source} <CheckMark verification={figure.verification} />
    </>
  );
}

function CheckMark({ verification }: { verification: MeasureFigure['verification'] }) {
  const t = useWords();
  if (verification === 'looked-up') return null;
  return <Chip tone="need">{t(`measures.check.${verification}`)}</Chip>;
}

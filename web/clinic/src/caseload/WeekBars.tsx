import { useWords } from '@shared/words';
import type { Week } from '../app/types';
import { totals } from './filter';

const height = 26;
const width = 11;
const gap = 4;
type Form = 'done' | 'partly' | 'tried' | 'notReached';
const order: Form[] = ['done', 'partly', 'tried'];

/**
 * Eight weeks of homework. Form carries the meaning, colour only supports it: done is filled, partly has a filled foot
 * in an outline, tried is a dashed outline, not reached a short line at the foot. The same is said in words below.
 */
export function WeekBars({ weeks }: { weeks: readonly Week[] }) {
  const t = useWords();
  const sum = totals(weeks);
  const words = (['done', 'partly', 'tried', 'notReached'] as const)
    .filter((form) => sum[form] > 0)
    .map((form) => t(`caseload.weeks.${form}`, { count: sum[form] }))
    .join(' · ');
  const most = Math.max(1, ...weeks.map((week) => week.done + week.partly + week.tried + week.notReached));
  if (sum.all === 0) return <span className="small">{t('caseload.nothingRecorded')}</span>;
  return (
    <div className="weeks">
      <svg viewBox={`0 0 ${weeks.length * (width + gap) - gap} ${height}`} width={weeks.length * (width + gap) - gap} height={height} aria-hidden="true">
        {weeks.map((week, index) => (
          <Bar key={week.from} week={week} x={index * (width + gap)} unit={(height - 3) / most} />
        ))}
      </svg>
      <span className="small">{words}</span>
    </div>
  );
}

function Bar({ week, x, unit }: { week: Week; x: number; unit: number }) {
  let foot = height;
  const counted = week.done + week.partly + week.tried;
  if (counted === 0) {
    return <rect className={week.notReached ? 'bar not-reached' : 'bar none'} x={x} y={height - 3} width={width} height={week.notReached ? 3 : 1.2} rx={1.2} />;
  }
  return order.map((form) => {
    const count = week[form];
    if (!count) return null;
    const size = Math.max(4, count * unit);
    foot -= size;
    const inset = form === 'done' ? 0 : 0.75;
    return (
      <g key={form}>
        <rect className={`bar ${form}`} x={x + inset} y={foot + 0.5 + inset} width={width - 2 * inset} height={Math.max(2, size - 1 - 2 * inset)} rx={2.5} />
        {form === 'partly' && <rect className="bar foot" x={x + 1.5} y={foot + size * 0.55} width={width - 3} height={Math.max(1.5, size * 0.45 - 2)} rx={1.5} />}
      </g>
    );
  });
}

/** What the forms mean, once below the list. */
export function WeekLegend() {
  const t = useWords();
  const forms: { form: Form; words: string }[] = [
    { form: 'done', words: 'outcome.done' },
    { form: 'partly', words: 'outcome.partly' },
    { form: 'tried', words: 'outcome.tried' },
    { form: 'notReached', words: 'outcome.not-reached' },
  ];
  return (
    <ul className="plain legend small">
      {forms.map(({ form, words }) => (
        <li key={form}>
          <svg width={width} height={16} viewBox={`0 0 ${width} 16`} aria-hidden="true">
            {form === 'notReached' ? (
              <rect className="bar not-reached" x={0} y={12} width={width} height={3} rx={1.2} />
            ) : (
              <>
                <rect className={`bar ${form}`} x={form === 'done' ? 0 : 0.75} y={form === 'done' ? 1 : 1.75} width={form === 'done' ? width : width - 1.5} height={form === 'done' ? 14 : 12.5} rx={2.5} />
                {form === 'partly' && <rect className="bar foot" x={1.5} y={8} width={width - 3} height={5.5} rx={1.5} />}
              </>
            )}
          </svg>
          {t(words)}
        </li>
      ))}
    </ul>
  );
}

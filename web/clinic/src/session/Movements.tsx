import { useWords } from '@shared/words';
import { useActivity } from '../app/queries';
import type { Assignment } from '../app/types';
import { movements, type Movement } from './measures';

/** As many entries as a line this small can tell apart. */
const most = 12;

/** What moved over the last entries, as a line and in words. */
export function Movements({ assignment }: { assignment: Assignment }) {
  const t = useWords();
  const activity = useActivity(assignment.activityId, assignment.activityVersion).data;
  const found = activity ? movements(activity, assignment.entries.slice(-most)) : [];
  if (found.length === 0) return null;
  return (
    <dl className="movements">
      {found.map((each) => (
        <div key={each.linkId}>
          <dt>{each.text}</dt>
          <dd>
            <Line movement={each} />
            <span>{each.values.length === 1 ? each.values[0] : t('review.moved', { first: each.values[0], last: each.values.at(-1) })}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Line({ movement }: { movement: Movement }) {
  const { values, min, max } = movement;
  if (values.length < 2) return null;
  const x = (index: number) => 3 + (index * 66) / (values.length - 1);
  const y = (value: number) => 21 - ((value - min) / Math.max(1, max - min)) * 18;
  return (
    <svg width={72} height={24} viewBox="0 0 72 24" className="spark" aria-hidden="true">
      <polyline points={values.map((value, index) => `${x(index)},${y(value)}`).join(' ')} />
      <circle cx={x(values.length - 1)} cy={y(values.at(-1) ?? min)} r={2.6} />
    </svg>
  );
}

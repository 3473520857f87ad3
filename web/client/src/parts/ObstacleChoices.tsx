import obstacleList from '@catalogue/obstacles.json';
import { CheckOptions } from '@shared/ui';
import { useMyWords } from '../data/session';

const all = obstacleList.obstacles.map((each) => ({ code: each.code, label: each.text }));
const first = 7;

/** What can get in the way: the most frequent ones at once, the others folded away. */
export function ObstacleChoices({
  label,
  value,
  onChange,
}: {
  label: string;
  value: readonly string[];
  onChange: (codes: string[]) => void;
}) {
  const t = useMyWords();
  const rest = all.slice(first);
  const inRest = rest.some((each) => value.includes(each.code));
  return (
    <div className="col">
      <CheckOptions label={label} choices={all.slice(0, first)} value={value} onChange={onChange} />
      <details className="more" open={inRest || undefined}>
        <summary>{t('obstacle.more')}</summary>
        <CheckOptions
          label={<span className="hidden-text">{label}</span>}
          choices={rest}
          value={value}
          onChange={onChange}
        />
      </details>
    </div>
  );
}

/** The words of an obstacle; a code that is not in the list stands for itself. */
export function obstacleWords(code: string): string {
  return all.find((each) => each.code === code)?.label ?? code;
}

import { useWords } from '@shared/words';
import { partScores } from './obstacles';

/** What got in the way, in its two parts: in the person, and in the task. Components side by side, no sum. */
export function PartScores({ codes }: { codes: readonly string[] }) {
  const t = useWords();
  return (
    <dl className="part-scores">
      {partScores(codes).map(({ part, named, of }) => (
        <div key={part}>
          <dt>{t(`obstaclePart.${part}`)}</dt>
          <dd>
            {t('obstaclePart.score', { count: named.length, of })}
            {named.length > 0 && <span className="block small">{named.join(', ')}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

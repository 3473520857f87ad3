import { Chip } from '@shared/ui';
import { useWords } from '@shared/words';

/** Marks an activity that the practice made itself, with who made it. */
export function OwnChip({ activity }: { activity: { author?: string } }) {
  const t = useWords();
  if (activity.author === undefined) return null;
  return <Chip tone="info">{activity.author ? t('own.by', { author: activity.author }) : t('own.byNobody')}</Chip>;
}

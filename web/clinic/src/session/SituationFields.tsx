import { TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { Pills } from '../app/ui';
import type { ReviewDraft } from './decision';

interface Props {
  review: ReviewDraft;
  put: (change: (old: ReviewDraft) => ReviewDraft) => void;
}

/** One moment in which it met a difficulty, from the situation to what followed; the belief in it can be kept. */
export function SituationFields({ review, put }: Props) {
  const t = useWords();
  const { situation } = review;
  const write = (change: Partial<ReviewDraft['situation']>) => put((old) => ({ ...old, situation: { ...old.situation, ...change } }));
  return (
    <div className="col gap-top">
      {(['situation', 'thoughts', 'emotion'] as const).map((field) => (
        <TextField key={field} label={t(`situation.${field}`)} maxLength={500} value={situation[field]} onChange={(value) => write({ [field]: value })} />
      ))}
      <Pills
        label={t('situation.behaviour')}
        value={situation.behaviour ?? ''}
        onChange={(behaviour) => write({ behaviour: behaviour || undefined })}
        choices={(['did', 'avoided', 'overdid'] as const).map((code) => ({ code, label: t(`didThen.${code}`) }))}
      />
      <TextField label={t('situation.consequence')} maxLength={500} value={situation.consequence} onChange={(consequence) => write({ consequence })} />
      <TextField label={t('situation.belief')} help={t('situation.beliefHelp')} maxLength={1000} value={review.belief} onChange={(belief) => put((old) => ({ ...old, belief }))} />
      {review.belief.trim() && (
        <Pills
          label={t('situation.effect')}
          value={review.beliefEffect}
          onChange={(beliefEffect) => put((old) => ({ ...old, beliefEffect }))}
          choices={(['synergistic', 'antagonistic', 'neither'] as const).map((code) => ({ code, label: t(`effect.${code}`) }))}
        />
      )}
    </div>
  );
}

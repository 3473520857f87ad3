import { CheckOptions, Chip, FieldSet, RadioOptions, RadioScale, TextArea, TextField } from '@shared/ui';
import { allFields, type Field } from '@shared/worksheet';
import { localTime } from '@shared/time/local';
import { useMyWords } from '../data/session';
import type { Outcome } from '../data/types';
import type { Draft } from '../offline/drafts';
import { ObstacleChoices } from '../parts/ObstacleChoices';

const counted: Outcome[] = ['done', 'partly', 'tried', 'noticed', 'not-reached', 'decided-not-to'];
const felt: Outcome[] = ['noticed', 'tried', 'done', 'partly', 'not-reached', 'decided-not-to'];

interface HowProps {
  draft: Draft;
  change: (next: Partial<Draft>) => void;
  /** False where work is about noticing rather than doing: then nothing is counted. */
  counted: boolean;
  fields: readonly Field[];
  therapist?: string | undefined;
  error?: string | undefined;
}

/** The last step: how it went, in the person's own terms, and who may see what. */
export function HowItWent({ draft, change, counted: counts, fields, therapist, error }: HowProps) {
  const t = useMyWords();
  const { outcome } = draft;
  const active = outcome === 'done' || outcome === 'partly' || outcome === 'tried';
  const privateAnswered = allFields(fields).filter(
    (field) => field.private && draft.answers[field.linkId] !== undefined,
  );
  return (
    <div className="worksheet">
      <RadioOptions
        label={t('outcome.label')}
        help={t('outcome.help')}
        error={error}
        choices={(counts ? counted : felt).map((code) => ({ code, label: t(`outcome.${code}`) }))}
        value={outcome ?? null}
        onChange={(code) => change({ outcome: code as Outcome, ...notAsked(code as Outcome, counts) })}
      />
      {counts && active && (
        <>
          <Rating name="quantity" value={draft.quantity} onChange={(quantity) => change({ quantity })} />
          <Rating name="quality" value={draft.quality} onChange={(quality) => change({ quality })} />
          <Rating
            name="difficulty"
            value={draft.difficulty}
            onChange={(difficulty) => change({ difficulty })}
          />
        </>
      )}
      {outcome && (
        <Obstacles
          draft={draft}
          change={change}
          open={outcome === 'not-reached' || outcome === 'decided-not-to' || draft.obstacles.length > 0}
        />
      )}
      {outcome && <When draft={draft} change={change} />}
      {privateAnswered.length > 0 && (
        <CheckOptions
          label={t('record.private')}
          help={t('record.privateHelp')}
          choices={privateAnswered.map((field) => ({ code: field.linkId, label: field.text }))}
          value={draft.released}
          onChange={(released) => change({ released })}
        />
      )}
      {outcome && (
        <p className="small">
          <strong>{t('record.who')}:</strong>{' '}
          {therapist ? t('record.whoShared', { therapist }) : t('record.whoNoName')}
        </p>
      )}
    </div>
  );
}

/** Ratings that no longer make sense with another outcome do not stay behind unseen. */
function notAsked(outcome: Outcome, counts: boolean): Partial<Draft> {
  const active = outcome === 'done' || outcome === 'partly' || outcome === 'tried';
  return counts && active ? {} : { quantity: undefined, quality: undefined, difficulty: undefined };
}

function Rating({
  name,
  value,
  onChange,
}: {
  name: 'quantity' | 'quality' | 'difficulty';
  value: number | undefined;
  onChange: (value: number) => void;
}) {
  const t = useMyWords();
  return (
    <RadioScale
      label={t(`record.${name}`)}
      value={value ?? null}
      onChange={onChange}
      min={0}
      max={4}
      lower={t(`record.${name}Low`)}
      upper={t(`record.${name}High`)}
    />
  );
}

export function Obstacles({
  draft,
  change,
  open,
}: {
  draft: Draft;
  change: (next: Partial<Draft>) => void;
  open: boolean;
}) {
  const t = useMyWords();
  const list = (
    <div className="col">
      <ObstacleChoices
        label={t(open ? 'record.obstacles' : 'record.obstaclesAny')}
        value={draft.obstacles}
        onChange={(obstacles) => change({ obstacles })}
      />
      <TextArea
        label={t('record.obstacleText')}
        rows={2}
        maxLength={1000}
        value={draft.obstacleText}
        onChange={(obstacleText) => change({ obstacleText })}
      />
    </div>
  );
  if (open) return list;
  return (
    <details className="more">
      <summary>{t('record.obstaclesAny')}</summary>
      {list}
    </details>
  );
}

function When({ draft, change }: { draft: Draft; change: (next: Partial<Draft>) => void }) {
  const t = useMyWords();
  const now = localTime(new Date()).local.slice(0, 16);
  return (
    <details className="more">
      <summary>
        {t('record.when')}{' '}
        <Chip>
          {draft.occurredAt ? draft.occurredAt.replace('T', ' ').slice(0, 16) : t('record.whenNow')}
        </Chip>
      </summary>
      <FieldSet label={<span className="hidden-text">{t('record.when')}</span>}>
        <TextField
          label={t('record.when')}
          help={t('record.whenHelp')}
          className="short"
          type="datetime-local"
          max={now}
          value={draft.occurredAt?.slice(0, 16) ?? now}
          onChange={(value) => change({ occurredAt: value ? `${value}:00`.slice(0, 19) : undefined })}
        />
      </FieldSet>
    </details>
  );
}

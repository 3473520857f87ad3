import { useId, useState } from 'react';
import { Button, Chip, TextField } from '@shared/ui';
import type { TFunction } from 'i18next';
import { useWords } from '@shared/words';
import { readWorksheet, type Questionnaire } from '@shared/worksheet';
import { wallDate } from '@shared/time/local';
import { useActivity } from '../app/queries';
import { shortDay } from '../app/ui';
import type { Activity, ProgrammeDelivery } from '../app/types';
import { moved, numberOf, type StepLine } from './steps';

/** When a step is offered, in words. */
export function deliveryWords(t: TFunction, delivery: ProgrammeDelivery, on?: string): string {
  if (on) return t('programme.onDay', { day: shortDay(wallDate(on)) });
  return t(`programme.delivery.${delivery.kind}`, { days: delivery.days ?? 0, day: delivery.dayOfProgramme ?? 0 });
}

export function variantName(activity: Activity | undefined, variant: string): string {
  return activity ? ([...activity.variants.easier, ...activity.variants.harder].find((one) => one.id === variant)?.name ?? '') : '';
}

interface Props {
  lines: readonly StepLine[];
  onChange: (lines: StepLine[]) => void;
}

/** The steps in their order: each can be looked into, moved, dated or left out until it begins. */
export function StepList({ lines, onChange }: Props) {
  const put = (index: number, change: Partial<StepLine>) => onChange(lines.map((line, place) => (place === index ? { ...line, ...change } : line)));
  return (
    <ol className="plain lines programme-steps">
      {lines.map((line, index) => (
        <Line
          key={line.stepId}
          line={line}
          number={numberOf(lines, index)}
          onPut={(change) => put(index, change)}
          onUp={index > 0 && !(line.fixed && lines[index - 1]?.fixed) ? () => onChange(moved(lines, index, -1)) : undefined}
          onDown={index < lines.length - 1 && !(line.fixed && lines[index + 1]?.fixed) ? () => onChange(moved(lines, index, 1)) : undefined}
        />
      ))}
    </ol>
  );
}

interface LineProps {
  line: StepLine;
  number: number;
  onPut: (change: Partial<StepLine>) => void;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
}

function Line({ line, number, onPut, onUp, onDown }: LineProps) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const [dating, setDating] = useState(false);
  const name = useId();
  // Nothing comes before the first one that is wanted.
  const isFirst = number === 1 && !line.leftOut && line.delivery.kind === 'after-previous';
  return (
    <li className={line.leftOut ? 'col left-out' : 'col'} aria-labelledby={name}>
      <div className="row apart wrap top">
        <div className="grow">
          <p id={name}>
            <span className="step-number">{line.leftOut ? '–' : number}</span> <strong className={line.leftOut ? 'struck' : undefined}>{line.name}</strong>
            {line.leftOut && <span className="hidden-text"> {t('programme.leftOut')}</span>}
          </p>
          <p className="small">{[t(`stage.${line.stage}`), deliveryWords(t, isFirst ? { kind: 'at-once' } : line.delivery, line.on)].join(' · ')}</p>
          <p className="small">{line.note}</p>
        </div>
        {line.fixed ? (
          <Chip>{t('programme.hasBegun')}</Chip>
        ) : (
          <div className="row wrap step-tools">
            <Button kind="quiet" className="small-button" disabled={!onUp} onClick={onUp} aria-label={t('programme.up', { name: line.name })}>
              ↑
            </Button>
            <Button kind="quiet" className="small-button" disabled={!onDown} onClick={onDown} aria-label={t('programme.down', { name: line.name })}>
              ↓
            </Button>
            {!line.leftOut && (
              <Button kind="quiet" className="small-button" aria-expanded={dating} onClick={() => setDating(!dating)}>
                {t('programme.setDay')}
              </Button>
            )}
            <Button kind="quiet" className="small-button" onClick={() => onPut(line.leftOut ? { leftOut: false, reason: '' } : { leftOut: true, on: '' })}>
              {line.leftOut ? t('programme.bringBack') : t('programme.leaveOut')}
            </Button>
          </div>
        )}
      </div>
      {dating && !line.leftOut && !line.fixed && (
        <div className="row wrap bottom">
          <TextField label={t('programme.day')} type="date" value={line.on} onChange={(on) => onPut({ on })} />
          {line.on && (
            <Button kind="quiet" className="small-button" onClick={() => onPut({ on: '' })}>
              {t('programme.asProgramme')}
            </Button>
          )}
        </div>
      )}
      {line.leftOut && !line.fixed && <TextField label={t('programme.whyLeftOut')} maxLength={500} value={line.reason} onChange={(reason) => onPut({ reason })} />}
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t('programme.whatItAsks')}</summary>
        {open && <Asks activityId={line.activityId} variant={line.variant} />}
      </details>
    </li>
  );
}

/** What an activity asks of the client: its words, and the fields of its form. */
export function Asks({ activityId, variant }: { activityId: string; variant: string }) {
  const t = useWords();
  const activity = useActivity(activityId).data;
  if (!activity) return <p className="small">{t('waiting')}</p>;
  const chosen = [...activity.variants.easier, ...activity.variants.harder].find((one) => one.id === variant);
  const { fields } = readWorksheet(activity.worksheet as unknown as Questionnaire);
  const kept = chosen?.fields?.length ? fields.filter((field) => chosen.fields?.includes(field.linkId)) : fields;
  return (
    <div className="col">
      <p>{chosen ? chosen.text : activity.clientSummary}</p>
      <p className="small">{[chosen?.name, t('minutes', { count: activity.minutes.once }), activity.frequency.text].filter(Boolean).join(' · ')}</p>
      <ul className="small">
        {kept
          .filter((field) => field.kind !== 'display')
          .map((field) => (
            <li key={field.linkId}>{field.text}</li>
          ))}
      </ul>
    </div>
  );
}

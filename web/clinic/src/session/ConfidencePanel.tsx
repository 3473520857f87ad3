import { useState } from 'react';
import { Button, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import type { Activity } from '../app/types';
import { needsThresholdChoice, type PlanDraft } from './plan-policy';
import { halved } from './recurrence';

interface Props {
  plan: PlanDraft;
  threshold: number;
  activity: Activity;
  variantId: string;
  onPlan: (change: Partial<PlanDraft>) => void;
  onVariant: (variantId: string, change: Partial<PlanDraft>) => void;
  /** Looks for another activity with the same function. */
  onOther: (rated: number) => void;
}

/** The smaller dose: the smallest version if one was named, half as often, half as long. */
export function smaller(plan: PlanDraft): Partial<PlanDraft> {
  return {
    what: plan.smallest.trim() || plan.what,
    smallest: plan.smallest.trim() ? '' : plan.smallest,
    recurrence: halved(plan.recurrence),
    minutes: plan.minutes === null ? null : Math.max(1, Math.round(plan.minutes / 2)),
  };
}

/** Below the threshold the plan becomes smaller, together: no warning, an offer. What was chosen is kept in words. */
export function ConfidencePanel({ plan, threshold, activity, variantId, onPlan, onVariant, onOther }: Props) {
  const t = useWords();
  const [keeping, setKeeping] = useState(false);
  const [because, setBecause] = useState('');
  const [helping, setHelping] = useState(false);
  const [who, setWho] = useState('');
  const rated = plan.confidence;
  if (plan.belowThreshold && (rated === null || rated < threshold || !needsThresholdChoice(plan, threshold))) {
    return (
      <div className="clay-panel settled" role="status">
        <p>
          {plan.belowThreshold} {rated === null && <strong>{t('confidence.askAgain')}</strong>}
        </p>
        <Button kind="quiet" className="small-button" onClick={() => onPlan({ belowThreshold: '' })}>
          {t('confidence.undo')}
        </Button>
      </div>
    );
  }
  if (rated === null || !needsThresholdChoice(plan, threshold)) return null;
  const easier = activity.variants.easier.filter((variant) => variant.id !== variantId);
  // Asked anew after every change: the number belongs to the plan it was given for.
  const settle = (words: string) => ({ belowThreshold: t('confidence.chose', { rated, words }).slice(0, 300), confidence: null });
  return (
    <div className="clay-panel" role="group" aria-label={t('confidence.title', { rated, threshold })}>
      <p className="clay-title">{t('confidence.title', { rated, threshold })}</p>
      <p className="small">{t('confidence.text')}</p>
      <div className="row wrap">
        <Button onClick={() => onPlan({ ...smaller(plan), ...settle(t('confidence.smallerDose')) })}>{t('confidence.smallerDose')}</Button>
        {easier.map((variant) => (
          <Button key={variant.id} onClick={() => onVariant(variant.id, { what: variant.text, ...settle(variant.name) })}>
            {variant.name}
          </Button>
        ))}
        <Button
          onClick={() => {
            onOther(rated);
          }}
        >
          {t('confidence.other')}
        </Button>
        <Button
          aria-expanded={helping}
          onClick={() => {
            setHelping(!helping);
            setKeeping(false);
          }}
        >
          {t('confidence.helper')}
        </Button>
        <Button
          kind="quiet"
          aria-expanded={keeping}
          onClick={() => {
            setKeeping(!keeping);
            setHelping(false);
          }}
        >
          {t('confidence.keep')}
        </Button>
      </div>
      {helping && (
        <div className="row wrap bottom">
          <div className="grow">
            <TextField label={t('confidence.who')} maxLength={200} value={who} onChange={setWho} autoFocus />
          </div>
          <Button disabled={!who.trim()} onClick={() => onPlan(settle(t('confidence.helpFrom', { who: who.trim() })))}>
            {t('confidence.helperButton')}
          </Button>
        </div>
      )}
      {keeping && (
        <div className="row wrap bottom">
          <div className="grow">
            <TextField label={t('confidence.because')} maxLength={240} value={because} onChange={setBecause} autoFocus />
          </div>
          <Button disabled={!because.trim()} onClick={() => onPlan({ belowThreshold: t('confidence.kept', { rated, because: because.trim() }).slice(0, 300) })}>
            {t('confidence.keepButton')}
          </Button>
        </div>
      )}
    </div>
  );
}

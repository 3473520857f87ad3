import { FieldError, FieldHelp, useFieldIds, type FieldWords } from './Field';
import { Button } from './Button';
import { useShared } from '../words';

export type SliderProps = FieldWords & {
  value: number | null;
  onChange: (value: number) => void;
  min?: number;
  max?: number;
  step?: number;
  lower?: string | undefined;
  upper?: string | undefined;
  unit?: string | undefined;
  /** A value to compare with, such as the one before: "before: 75". */
  note?: string | undefined;
};

/**
 * A 0-100 scale. The thumb can be dragged, the track tapped, and the two buttons move it by one step, so that no drag
 * is ever needed. Until it is touched it has no value and says so.
 */
export function Slider({
  value,
  onChange,
  min = 0,
  max = 100,
  step = 5,
  lower,
  upper,
  unit,
  note,
  label,
  help,
  error,
}: SliderProps) {
  const t = useShared();
  const ids = useFieldIds({ help, error });
  const unset = value === null;
  const middle = min + Math.round((max - min) / 2 / step) * step;
  const clamp = (next: number) => Math.min(max, Math.max(min, next));
  return (
    <div className="field">
      <label className="field-label" htmlFor={ids.id}>
        {label}
      </label>
      <FieldHelp id={ids.helpId}>{help}</FieldHelp>
      <output className={unset ? 'slider-value unset' : 'slider-value'} htmlFor={ids.id} aria-hidden="true">
        {unset ? t('slider.unset') : `${value}${unit ?? ''}`}
      </output>
      <div className="slider-track">
        <Button aria-label={t('slider.less')} onClick={() => onChange(clamp((value ?? middle) - step))}>
          −
        </Button>
        <input
          id={ids.id}
          type="range"
          className={unset ? 'unset' : undefined}
          min={min}
          max={max}
          step={step}
          value={value ?? middle}
          aria-valuetext={unset ? t('slider.unset') : valueText(value, min, max, lower, upper, unit)}
          aria-describedby={ids.describedBy}
          aria-invalid={error ? true : undefined}
          onChange={(event) => onChange(Number(event.target.value))}
          // A tap exactly on the waiting thumb changes nothing for the browser; for the person it is an answer.
          onPointerUp={(event) => unset && onChange(Number(event.currentTarget.value))}
          onKeyDown={(event) => unset && (event.key === 'Enter' || event.key === ' ') && onChange(middle)}
        />
        <Button aria-label={t('slider.more')} onClick={() => onChange(clamp((value ?? middle) + step))}>
          +
        </Button>
      </div>
      <div className="ends">
        <span>{lower ?? min}</span>
        {note && <span>{note}</span>}
        <span>{upper ?? max}</span>
      </div>
      <FieldError id={ids.errorId}>{error}</FieldError>
    </div>
  );
}

function valueText(
  value: number,
  min: number,
  max: number,
  lower?: string,
  upper?: string,
  unit?: string,
): string {
  const end = value === min ? lower : value === max ? upper : undefined;
  return `${value}${unit ?? ''}${end ? `, ${end}` : ''}`;
}

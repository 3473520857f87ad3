import type { RefObject } from 'react';
import { useWords } from '@shared/words';
import { useTerms } from '../app/queries';
import { Select } from '../app/ui';
import { ageGroups, formats, stages, type Stage } from '../app/types';
import { hasFacets, noFacets, type Facets } from './filter';

interface Props {
  facets: Facets;
  onChange: (facets: Facets) => void;
  searchRef?: RefObject<HTMLInputElement | null>;
  onEnter?: () => void;
}

const minuteSteps = [5, 10, 15, 20, 30, 45, 60];

export function FacetBar({ facets, onChange, searchRef, onEnter }: Props) {
  const t = useWords();
  const terms = useTerms().data;
  const put = (change: Partial<Facets>) => onChange({ ...facets, ...change });
  return (
    <search className="facets">
      <input
        ref={searchRef}
        type="search"
        className="input find"
        placeholder={t('library.findPlaceholder')}
        aria-label={t('library.find')}
        value={facets.q}
        maxLength={100}
        onChange={(event) => put({ q: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onEnter?.();
          if (event.key === 'Escape') put({ q: '' });
        }}
      />
      <details open={hasFacets({ ...facets, q: '' }) ? true : undefined}>
        <summary>{t('library.narrow')}</summary>
        <div className="facet-grid">
          <Select compact label={t('library.mechanism')} value={facets.mechanism} onChange={(mechanism) => put({ mechanism })}>
            <option value="">{t('library.any')}</option>
            {terms?.mechanisms.map((term) => (
              <option key={term.code} value={term.code}>
                {term.name}
              </option>
            ))}
          </Select>
          <Select compact label={t('library.paradigm')} value={facets.paradigm} onChange={(paradigm) => put({ paradigm })}>
            <option value="">{t('library.any')}</option>
            {terms?.paradigms.map((term) => (
              <option key={term.code} value={term.code}>
                {term.name}
              </option>
            ))}
          </Select>
          <Select compact label={t('client.stage')} value={facets.stage} onChange={(stage) => put({ stage: stage as Stage | '' })}>
            <option value="">{t('library.any')}</option>
            {stages.map((code) => (
              <option key={code} value={code}>
                {t(`stage.${code}`)}
              </option>
            ))}
          </Select>
          <Select compact label={t('treatment.format')} value={facets.format} onChange={(format) => put({ format })}>
            <option value="">{t('library.any')}</option>
            {formats.map((code) => (
              <option key={code} value={code}>
                {t(`format.${code}`)}
              </option>
            ))}
          </Select>
          <Select compact label={t('library.age')} value={facets.ageGroup} onChange={(ageGroup) => put({ ageGroup })}>
            <option value="">{t('library.any')}</option>
            {ageGroups.map((code) => (
              <option key={code} value={code}>
                {t(`age.${code}`)}
              </option>
            ))}
          </Select>
          <Select compact label={t('library.minutes')} value={facets.maxMinutes === null ? '' : String(facets.maxMinutes)} onChange={(value) => put({ maxMinutes: value ? Number(value) : null })}>
            <option value="">{t('library.any')}</option>
            {minuteSteps.map((count) => (
              <option key={count} value={count}>
                {t('library.upTo', { count })}
              </option>
            ))}
          </Select>
        </div>
        {hasFacets(facets) && (
          <button type="button" className="link-button" onClick={() => onChange(noFacets)}>
            {t('library.clear')}
          </button>
        )}
      </details>
    </search>
  );
}

import { useState } from 'react';
import { Button, Notice } from '@shared/ui';
import { useWords } from '@shared/words';
import { Select, shortDay } from '../app/ui';
import type { HelpContact } from '../app/types';
import { countries, helplines, isStale, type Helpline } from './helplines';

/**
 * Lines of the catalogue to put on the help page. Nothing is on it before somebody chooses it, and the practice says in
 * its safety settings that it has called every number.
 */
export function HelplineChoices({ taken, onAdd }: { taken: readonly HelpContact[]; onAdd: (contact: HelpContact) => void }) {
  const t = useWords();
  const [country, setCountry] = useState('');
  const now = new Date();
  const shown = helplines.filter((line) => line.country === country);
  const has = (line: Helpline) => taken.some((contact) => contact.phone === line.number);
  const regions = new Intl.DisplayNames(['en'], { type: 'region' });
  return (
    <details className="col">
      <summary>{t('helplines.title')}</summary>
      <p className="small">{t('helplines.intro')}</p>
      {helplines.some((line) => isStale(line, now)) && <Notice tone="need">{t('helplines.stale')}</Notice>}
      <Select label={t('helplines.country')} value={country} onChange={setCountry}>
        <option value="">{t('helplines.choose')}</option>
        {countries.map((code) => (
          <option key={code} value={code}>
            {regions.of(code)}
          </option>
        ))}
      </Select>
      {country === '' && <p className="small">{t('helplines.none')}</p>}
      <ul className="plain lines">
        {shown.map((line) => (
          <li key={line.name} className="row apart wrap top">
            <span className="grow">
              <strong>
                {line.name}: {line.number}
              </strong>
              <span className="small block">{[line.hours, line.cost, line.text && t('helplines.text', { number: line.text }), line.chat && t('helplines.chat', { place: line.chat })].filter(Boolean).join(' · ')}</span>
              <span className="small block">
                {t('helplines.checked', { day: shortDay(new Date(`${line.checked.on}T12:00:00`)), how: line.checked.how })} {t('helplines.source', { source: line.source })}
              </span>
              {isStale(line, now) && <span className="small block">{t('helplines.old')}</span>}
            </span>
            <Button
              className="small-button"
              disabled={has(line)}
              aria-label={t('helplines.addNamed', { name: line.name })}
              onClick={() => onAdd({ label: line.name, phone: line.number, hours: line.hours, ...(line.text ? { note: t('helplines.text', { number: line.text }) } : {}) })}
            >
              {t(has(line) ? 'helplines.taken' : 'helplines.add')}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}

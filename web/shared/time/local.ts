// What a person said is local wall time with its zone and offset; instants stay with the server.

export interface LocalTime {
  /** Wall time without offset: 2026-11-24T10:00:00 */
  local: string;
  /** IANA zone: Europe/Stockholm */
  zone: string;
  /** Minutes east of UTC at that moment. */
  offsetMinutes: number;
}

const two = (value: number) => String(value).padStart(2, '0');

/** This device's zone; UTC when the browser does not say. */
export function deviceZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** The wall time a moment has in a zone (the device's own unless said otherwise), with the offset valid there then. */
export function localTime(moment: Date, zone: string = deviceZone()): LocalTime {
  const parts = new Map(
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
      .formatToParts(moment)
      .map((part) => [part.type, part.value]),
  );
  const year = (parts.get('year') ?? '1970').padStart(4, '0');
  const local = `${year}-${parts.get('month')}-${parts.get('day')}T${parts.get('hour')}:${parts.get('minute')}:${parts.get('second')}`;
  const whole = Math.floor(moment.getTime() / 1000) * 1000;
  return { local, zone, offsetMinutes: Math.round((Date.parse(`${local}Z`) - whole) / 60_000) };
}

/** "+01:00" for 60, "Z" is never used. */
export function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** A wall time read as a date for showing only: no zone is applied to it. */
export function wallDate(local: string): Date {
  const [date = '', time = '00:00'] = local.split('T');
  const [year = 1970, month = 1, day = 1] = date.split('-').map(Number);
  const [hour = 0, minute = 0] = time.split(':').map((part) => Number.parseInt(part, 10));
  return new Date(year, month - 1, day, hour, minute);
}

/** The device's date today: 2026-11-24 */
export function today(now: Date = new Date()): string {
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** "Tuesday 24 November" in the person's language. */
export function dayWords(date: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' }).format(date);
}

/** "Tuesday" */
export function weekdayWords(date: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { weekday: 'long' }).format(date);
}

/** "10:00" */
export function clockWords(date: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }).format(date);
}

// Words that are looked for in bytes, in every form that they could have been written in.
import { randomBytes } from 'node:crypto';

/** All words of a run begin with it, so that a scan looks for a few byte strings and not for thousands. */
const stem = `cn${randomBytes(6).toString('hex')}y`;

const forms = {
  'UTF-8': (text) => [Buffer.from(text)],
  'UTF-16 little-endian': (text) => [Buffer.from(text, 'utf16le')],
  'UTF-16 big-endian': (text) => [Buffer.from(text, 'utf16le').swap16()],
  hex: (text) => [
    Buffer.from(Buffer.from(text).toString('hex')),
    Buffer.from(Buffer.from(text).toString('hex').toUpperCase()),
  ],
  'hex of UTF-16': (text) => [Buffer.from(Buffer.from(text, 'utf16le').toString('hex'))],
  base64: (text) => [0, 1, 2].flatMap((shift) => base64Inside(Buffer.from(text), shift)),
  'base64 of UTF-16': (text) =>
    [0, 1, 2].flatMap((shift) => base64Inside(Buffer.from(text, 'utf16le'), shift)),
};

/** The characters that base64 has for bytes at an offset, whatever stands before and after them. */
function base64Inside(bytes, shift) {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const first = Math.ceil((shift * 8) / 6);
  const last = Math.floor(((shift + bytes.length) * 8) / 6);
  const inside = whole.slice(first, last);
  return [...new Set([inside, inside.replaceAll('+', '-').replaceAll('/', '_')])].map((text) =>
    Buffer.from(text),
  );
}

export class Needles {
  words = [];
  secrets = new Map();

  /** A new word, lower case letters and digits, not longer than a telephone number may be. */
  add(where) {
    const word = `${stem}${this.words.length.toString().padStart(5, '0')}`;
    this.words.push(where);
    return word;
  }

  /** Something that must not be found either and is no word of ours: a cookie, a password. */
  addSecret(where, text) {
    if (text) this.secrets.set(text, where);
  }

  /** What stands in the bytes: one line for each word, with its form. */
  find(bytes) {
    const found = [];
    for (const [form, encode] of Object.entries(forms)) {
      if (encode(stem).some((each) => bytes.includes(each)))
        found.push(`${form} of ${this.which(bytes, encode)}`);
    }
    for (const [text, where] of this.secrets) {
      for (const form of ['UTF-8', 'hex'])
        if (forms[form](text).some((each) => bytes.includes(each))) found.push(`${form} of ${where}`);
    }
    return found;
  }

  which(bytes, encode) {
    const names = this.words.filter((_, index) =>
      encode(`${stem}${index.toString().padStart(5, '0')}`).some((each) => bytes.includes(each)),
    );
    return names.join(', ') || 'a part of a word';
  }

  /** Forms that a scan would miss, as sentences; empty when it knows all. */
  unknownForms() {
    const word = this.add('a form');
    const filler = Buffer.from('before ');
    const around = (bytes) => Buffer.concat([filler, bytes, Buffer.from(' after')]);
    const written = {
      'UTF-8': around(Buffer.from(word)),
      'UTF-16 little-endian': around(Buffer.from(word, 'utf16le')),
      'UTF-16 big-endian': around(Buffer.from(word, 'utf16le').swap16()),
      hex: Buffer.from(around(Buffer.from(word)).toString('hex')),
      'hex of UTF-16': Buffer.from(Buffer.from(word, 'utf16le').toString('hex')),
      base64: Buffer.from(around(Buffer.from(word)).toString('base64')),
      'base64, one byte on': Buffer.from(Buffer.from(`x${word}yz`).toString('base64')),
      'base64, two bytes on': Buffer.from(Buffer.from(`xy${word}z`).toString('base64url')),
      'base64 of UTF-16': Buffer.from(Buffer.from(`x${word}`, 'utf16le').toString('base64')),
    };
    const missed = Object.entries(written)
      .filter(([, bytes]) => this.find(bytes).length === 0)
      .map(([form]) => `${form} is not found`);
    if (this.find(Buffer.from('nothing of the kind')).length > 0) missed.push('it finds what is not there');
    return missed;
  }
}

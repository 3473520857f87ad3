// The command that makes the pictures of the README runs, and every picture the docs show is one that it makes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { root } from '../../../tests/drive/practice.mjs';

it('takes a picture of every screen, small enough to be kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'intersession-pictures-'));
  try {
    execFileSync(process.execPath, [join(root, 'web/tools/shots.mjs'), '--out', folder], { stdio: 'pipe' });
    const made = readdirSync(folder);
    for (const app of ['client-today', 'client-how-it-went', 'clinic-caseload', 'clinic-plan'])
      for (const look of ['phone-light', 'phone-dark', 'desktop-light', 'desktop-dark'])
        assert.ok(made.includes(`${app}-${look}.webp`), `${app}-${look} is missing`);
    const bytes = made.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    assert.ok(bytes < 6_000_000, `${bytes} bytes of pictures`);
    const kept = readdirSync(join(root, 'docs/screenshots')).filter((name) => name.endsWith('.webp'));
    assert.deepEqual(
      kept.filter((name) => !made.includes(name)),
      [],
      'docs/screenshots holds pictures that the command no longer makes',
    );
    const shown = ['README.md', 'docs/tutorial.md'].flatMap((page) =>
      [...readFileSync(join(root, page), 'utf8').matchAll(/screenshots\/([\w-]+\.webp)/g)].map(
        (match) => match[1],
      ),
    );
    assert.ok(shown.length >= 3, 'the README shows no pictures');
    assert.deepEqual(
      shown.filter((name) => !kept.includes(name)),
      [],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

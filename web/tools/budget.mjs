// The client app's first load may cost at most 150 KB of compressed JavaScript (gzip, the worse of the two encodings).
// First load = the entry and everything it imports without waiting; lazy screens do not count.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const limit = 150 * 1024;
const folder = process.argv[2];
const manifest = JSON.parse(readFileSync(join(folder, 'build-manifest.json'), 'utf8'));
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
if (!entry) throw new Error('no entry in the build manifest');

const seen = new Set();
function visit(key) {
  if (seen.has(key)) return;
  seen.add(key);
  (manifest[key].imports ?? []).forEach(visit);
}
visit(entry);

let total = 0;
for (const key of seen) {
  const file = manifest[key].file;
  if (!file.endsWith('.js')) continue;
  const size = gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
  total += size;
  console.log(`${String(size).padStart(8)}  ${file}`);
}
console.log(`${String(total).padStart(8)}  first load, gzip; limit ${limit}`);
if (total > limit) {
  console.error('The client app is heavier than its budget: load something lazily.');
  process.exit(1);
}

// Writes .br and .gz beside every asset whose bytes never change per response. HTML is left out: the server puts the
// nonce into it. An encoding that does not save bytes is not written.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const compressible = /\.(js|css|svg|json|webmanifest|txt)$/;

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

for (const folder of process.argv.slice(2)) {
  for (const file of files(folder)) {
    if (!compressible.test(file)) continue;
    const bytes = readFileSync(file);
    const brotli = brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    });
    const gzip = gzipSync(bytes, { level: 9 });
    for (const [suffix, packed] of [
      ['.br', brotli],
      ['.gz', gzip],
    ]) {
      if (packed.length < bytes.length) writeFileSync(file + suffix, packed);
      else rmSync(file + suffix, { force: true });
    }
  }
}

// Fails the build when what the web view has to load grows past its budget (fonts not counted).
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const budgetKilobytes = 250;
const dist = resolve(dirname(fileURLToPath(import.meta.url)), '../dist');

function filesIn(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

const sizes = filesIn(dist)
  .filter((path) => /\.(js|css|html)$/.test(path))
  .map((path) => gzipSync(readFileSync(path)).length);
const total = sizes.reduce((sum, size) => sum + size, 0) / 1024;
console.log(`Script, style and markup: ${total.toFixed(1)} KiB gzipped of ${budgetKilobytes}`);
if (total > budgetKilobytes) process.exit(1);

// Makes icon.png, icon.ico and icon.icns from icon.svg: `node resources/icons/make.mjs CHROMIUM` (any Chromium's path).
import * as fs from 'node:fs';
import * as path from 'node:path';
import { chromium } from 'playwright';

const folder = import.meta.dirname;
const svg = fs.readFileSync(path.join(folder, 'icon.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: process.argv[2], args: ['--no-sandbox'] });

/** @param {number} size pixels */
async function png(size) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  const bytes = await page.screenshot({ omitBackground: true });
  await page.close();
  return bytes;
}

const images = new Map();
for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) images.set(size, await png(size));
await browser.close();
fs.writeFileSync(path.join(folder, 'icon.png'), images.get(512));

// ICO: a header of 6 bytes, 16 bytes an image, then the images as PNG; a width of 256 is written as 0.
const sizes = [16, 24, 32, 48, 64, 128, 256];
const head = Buffer.alloc(6 + 16 * sizes.length);
head.writeUInt16LE(1, 2);
head.writeUInt16LE(sizes.length, 4);
let offset = head.length;
sizes.forEach((size, i) => {
  const at = 6 + 16 * i;
  const { length } = images.get(size);
  head.writeUInt8(size % 256, at);
  head.writeUInt8(size % 256, at + 1);
  head.writeUInt16LE(1, at + 4);
  head.writeUInt16LE(32, at + 6);
  head.writeUInt32LE(length, at + 8);
  head.writeUInt32LE(offset, at + 12);
  offset += length;
});
fs.writeFileSync(path.join(folder, 'icon.ico'), Buffer.concat([head, ...sizes.map((size) => images.get(size))]));

// ICNS: `icns`, the whole length, then for each image its type, its length with these 8 bytes, and the PNG.
const types = { ic07: 128, ic08: 256, ic09: 512, ic10: 1024, ic11: 32, ic12: 64 };
const parts = Object.entries(types).map(([type, size]) => {
  const start = Buffer.alloc(8);
  start.write(type, 'latin1');
  start.writeUInt32BE(images.get(size).length + 8, 4);
  return Buffer.concat([start, images.get(size)]);
});
const start = Buffer.alloc(8);
start.write('icns', 'latin1');
start.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4);
fs.writeFileSync(path.join(folder, 'icon.icns'), Buffer.concat([start, ...parts]));

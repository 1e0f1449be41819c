import { crc32, deflateSync } from 'node:zlib';
import { randomStream } from './world/random.ts';

export interface Asset {
  kind: 'image' | 'media' | 'font';
  type: string;
  body: Buffer;
}

/** Pictures, films and fonts, so that a client that does not download them can be told from one that does. */
export function assetAt(path: string): Asset | null {
  if (/^\/(media|profile_images|profile_banners)\/|^\/favicon\.ico$/.test(path))
    return { kind: 'image', type: 'image/png', body: (noise ??= noisePng(96)) };
  if (path.startsWith('/video/')) return { kind: 'media', type: 'video/mp4', body: film };
  if (path.startsWith('/fonts/')) return { kind: 'font', type: 'font/woff2', body: font };
  return null;
}

let noise: Buffer | undefined;
const film = Buffer.alloc(256 * 1024, 'ftypisom');
const font = Buffer.alloc(48 * 1024, 'wOF2');

/** A square PNG of grey noise, about as heavy as a thumbnail. */
function noisePng(side: number): Buffer {
  const draw = randomStream('noise');
  const rows = Buffer.alloc(side * (side + 1));
  for (let at = 0; at < rows.length; at++) rows[at] = at % (side + 1) === 0 ? 0 : draw.integer(256);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), framed.length - 4);
  return framed;
}

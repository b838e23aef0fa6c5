import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fuseFaults, fuses } from '../../../../../main/hosts/electron/fuses.ts';
import { grantToAppContainers } from '../../../../../main/hosts/electron/install-folder.ts';
import { electronBinary } from '../../../../app/electron-host.ts';

const wanted = Object.values(fuses)
  .map((on) => (on ? '1' : '0'))
  .join('');

function binary(states: string, version = 1): Buffer {
  const wire = Buffer.concat([Buffer.from([version, states.length]), Buffer.from(states)]);
  return Buffer.concat([
    Buffer.alloc(100),
    Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
    wire,
    Buffer.alloc(9),
  ]);
}

describe('the fuses of a package', () => {
  test('run no script, no debugger and nothing but the package itself', () => {
    expect(fuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  test('are right where each is as the table says', () => {
    expect(fuseFaults(binary(wanted))).toEqual([]);
  });

  test('are wrong where one differs or is missing', () => {
    expect(fuseFaults(binary(`1${wanted.slice(1)}`))).toEqual(['runAsNode is on and is to be off']);
    expect(fuseFaults(binary(wanted.slice(0, -1)))).toEqual([
      'grantFileProtocolExtraPrivileges is not there and is to be off',
    ]);
    expect(fuseFaults(binary(wanted, 2))[0]).toContain('version 2');
    expect(fuseFaults(Buffer.from('no binary'))[0]).toContain('no Electron binary');
  });

  test('are looked at in every part of a binary for two processors', () => {
    const both = Buffer.concat([binary(wanted), binary(`1${wanted.slice(1)}`)]);
    expect(fuseFaults(both)).toEqual(['runAsNode is on and is to be off']);
  });

  const file = electronBinary();
  test.skipIf(file === null || !existsSync(file))('are found in the Electron that is installed', () => {
    expect(fuseFaults(readFileSync(file ?? '')).join()).not.toMatch(/no Electron binary|version/);
  });
});

test('the installed folder can be read by Chromium’s sandbox on Windows', () => {
  expect(grantToAppContainers('D:\\Wellspring')).toEqual([
    'D:\\Wellspring',
    '/grant',
    '*S-1-15-2-1:(OI)(CI)(RX)',
    '*S-1-15-2-2:(OI)(CI)(RX)',
    '/T',
    '/Q',
  ]);
});

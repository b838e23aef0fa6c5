import { describe, expect, test } from 'vitest';
import { portCannot, portProblem } from '../../../../../main/hosts/web/port.ts';

describe('the port of the web host', () => {
  test.each([0, 80, 1024, 8080, 65_535])('may be %i', (port) => {
    expect(portProblem(port)).toBeNull();
  });

  test('is none of those that browsers open no page on', () => {
    expect(portProblem(6000)?.message).toBe('port 6000 cannot be used: browsers open no page there');
  });

  test('says in words why the system does not give it', () => {
    const told = (port: number, code: string): string =>
      portCannot(port, Object.assign(new Error(`listen ${code}`), { code })).message;
    expect(told(80, 'EACCES')).toContain('ports below 1024 need special rights');
    expect(told(9000, 'EACCES')).toContain('the system does not allow it');
    expect(told(9000, 'EADDRINUSE')).toContain('another program listens there');
    expect(told(9000, 'EOTHER')).toContain('listen EOTHER');
  });
});

import { checkCommand } from './check.ts';
import type { Command } from './command.ts';
import { compareCommand } from './compare.ts';
import { diagnoseCommand } from './diagnose.ts';
import { evaluateCommand } from './evaluate.ts';
import { exportCommand } from './export.ts';
import { fitCommand } from './fit.ts';
import { importCommand } from './import.ts';
import { layoutCommand } from './layout.ts';
import { predictCommand } from './predict.ts';
import { readCommand } from './read.ts';
import { type Serve, serveCommand } from './serve.ts';
import { simulateCommand } from './simulate.ts';
import { summaryCommand } from './summary.ts';

export function commandTable(serve: Serve): readonly Command[] {
  return [
    readCommand,
    layoutCommand,
    importCommand,
    checkCommand,
    summaryCommand,
    evaluateCommand,
    fitCommand,
    predictCommand,
    diagnoseCommand,
    compareCommand,
    simulateCommand,
    exportCommand,
    serveCommand(serve),
  ];
}

/** Commands that the design names and this version has not. */
export const laterCommands = ['report', 'reproduce', 'bench', 'doctor'];

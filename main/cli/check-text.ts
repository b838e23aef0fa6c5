import type { ReadingSummary, StepReport } from '../../shared/experiment/correction/apply-steps.ts';
import type { Corrections } from '../../shared/experiment/correction/corrections.ts';
import { stepKindOf } from '../../shared/experiment/correction/kinds/index.ts';
import { qualityChecks } from '../../shared/experiment/quality/find-flags.ts';
import type { Evidence, QualityFlag } from '../../shared/experiment/quality/flag.ts';
import { shortNumber } from '../../shared/plate/checks/short-number.ts';

/** What `check` has found. */
export interface CheckResult {
  readonly flags: readonly QualityFlag[];
  readonly corrections: Corrections;
  readonly reports: readonly StepReport[];
}

/** `check --json`: a line for each flag with what was decided about it, then one for each step with what it did. */
export function checkLines({ flags, corrections, reports }: CheckResult): readonly object[] {
  const decisions = new Map(corrections.decisions.map(({ flag, decision }) => [flag, decision]));
  return [
    ...flags.map(({ key: _, ...flag }) => ({ flag: { ...flag, decision: decisions.get(flag.id) ?? null } })),
    ...corrections.steps.map((step, index) => ({
      step: {
        number: index + 1,
        ...step,
        words: stepKindOf(step).words(step),
        did: reports
          .filter((report) => report.index === index)
          .map(({ plate, changedReadings, excludedWells, signals, uncertainty, problems }) => {
            return { plate, changedReadings, excludedWells, signals, uncertainty, problems };
          }),
      },
    })),
  ];
}

/** Pieces of evidence that are shown for each flag, and plates for each step. */
const mostShown = 3;

/** For people: flags by kind, then steps in their order. */
export function checkText({ flags, corrections, reports }: CheckResult): string {
  const decisions = new Map(corrections.decisions.map(({ flag, decision }) => [flag, decision]));
  const lines: string[] = [];
  for (const { kind, title } of qualityChecks) {
    const own = flags.filter((flag) => flag.kind === kind);
    if (own.length === 0) continue;
    lines.push(`${title} (${own.length})`);
    for (const flag of own) {
      const decision = decisions.get(flag.id) ?? 'open';
      lines.push(`  ${flag.id}  ${flag.severity}, ${decision}`, `      ${flag.plate}: ${flag.reason}`);
      for (const evidence of flag.evidence.slice(0, mostShown)) lines.push(`      ${evidenceText(evidence)}`);
      if (flag.evidence.length > mostShown) lines.push(`      and ${flag.evidence.length - mostShown} more`);
      const { correction } = flag;
      if (correction !== null) lines.push(`      proposes: ${stepKindOf(correction).words(correction)}`);
    }
  }
  if (flags.length === 0) lines.push('Nothing looks wrong.');
  if (corrections.steps.length > 0) lines.push('', 'Steps');
  corrections.steps.forEach((step, index) => {
    const from = step.flag === null ? '' : `, from ${step.flag}`;
    const where = step.plate === null ? 'every plate' : step.plate;
    lines.push(
      `  ${index + 1}. ${stepKindOf(step).words(step)} (${step.on ? 'on' : 'off'}, ${where}${from})`,
    );
    const own = reports.filter((report) => report.index === index);
    for (const report of own.slice(0, mostShown))
      for (const line of reportLines(report)) lines.push(`     ${line}`);
    if (own.length > mostShown) lines.push(`     and ${own.length - mostShown} more plates`);
  });
  return `${lines.join('\n')}\n`;
}

function evidenceText({ well, signal, cycles, time_h, values }: Evidence): string {
  const [first, last] = cycles;
  const range = first === last ? `cycle ${first}` : `cycles ${first} to ${last}`;
  const hours = time_h?.map((hour) => String(Number(hour.toFixed(2))));
  const times =
    hours === undefined ? '' : hours[0] === hours[1] ? `, ${hours[0]} h` : `, ${hours.join(' to ')} h`;
  const shown = values.map((value) => (Number.isNaN(value) ? '-' : shortNumber(value)));
  const more = last - first + 1 > values.length ? ', …' : '';
  return `${well} ${signal}, ${range}${times}: ${shown.join(', ')}${more}`;
}

function reportLines({
  plate,
  changedReadings,
  excludedWells,
  signals,
  uncertainty,
}: StepReport): readonly string[] {
  const counts = [
    ...(excludedWells > 0 ? [`${excludedWells} wells excluded`] : []),
    ...(changedReadings > 0 || excludedWells === 0 ? [`${changedReadings} readings changed`] : []),
  ];
  const size =
    uncertainty === null
      ? []
      : uncertainty.sd !== null
        ? [`adds an error of ${shortNumber(uncertainty.sd)} (${uncertainty.words})`]
        : uncertainty.relativeSd !== null
          ? [`adds an error of ${shortNumber(100 * uncertainty.relativeSd)} % (${uncertainty.words})`]
          : [];
  return [
    `${plate}: ${[...counts, ...size].join(', ')}`,
    ...signals.map(
      ({ signal, before, after }) => `  ${signal}: ${summaryText(before)} -> ${summaryText(after)}`,
    ),
  ];
}

function summaryText({ unit, readings, censored, least, median, most }: ReadingSummary): string {
  const marked = censored > 0 ? `, ${censored} right-censored` : '';
  const range = `${shortNumber(least)} to ${shortNumber(most)}, median ${shortNumber(median)}`;
  return `${readings} readings${unit === null ? '' : ` in ${unit}`}, ${range}${marked}`;
}

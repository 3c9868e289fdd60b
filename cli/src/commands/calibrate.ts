/**
 * `clawqlc calibrate FILE`: the two numbers that no preset can know, computed from a baseline of embeddings. Reads, prints, and draws a histogram where one
 * is asked for; the computation is the compiler's.
 */
import { writeFileSync } from 'node:fs'
import { createCalibration, drawHistogram, histogram, rasterize, renderSvg } from '@clawql/compiler'
import { type Command, Option } from 'commander'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import type { Outcome } from '../run-clawqlc.ts'
import { err, out, outJson } from '../terminal.ts'
import { encodePng } from './calibrate/encode-png.ts'
import { createProgress } from './calibrate/progress.ts'
import { type InputFault, openPositions, type PositionInput, readPositions } from './calibrate/read-positions.ts'
import { reportJson, reportText } from './calibrate/report.ts'

interface CalibrateOptions {
  readonly svg?: string
  readonly png?: string
  readonly format: 'human' | 'json'
}

export function addCalibrateCommand(program: Command, outcome: Outcome): void {
  program
    .command('calibrate')
    .summary('compute s_bar and nsv_crit from embeddings')
    .description(
      'Computes s_bar (the mean cosine of unrelated pairs, those from different runs) and nsv_crit (the 10th percentile of the runs’ NSV) from baseline runs.',
    )
    .argument(
      '<file>',
      'JSONL of {"run", "vector"}, or NumPy .npy of runs × agents × dimensions; `-` for standard input',
    )
    .option('--svg <file>', 'draw the histogram of NSV')
    .option('--png <file>', 'the same as a PNG')
    .addOption(new Option('--format <format>', 'how to print').choices(['human', 'json']).default('human'))
    .action(async (path: string, options: CalibrateOptions) => {
      outcome.status = await calibrate(path, options)
    })
}

async function calibrate(path: string, options: CalibrateOptions): Promise<ExitStatus> {
  const calibration = createCalibration()
  const fault = await readPositions(withProgress(openPositions(path)), calibration.add)
  if (fault !== undefined) return refuse(path, fault, options)
  const conclusion = calibration.finish()
  if (!conclusion.ok) return refuse(path, { message: conclusion.reason }, options)
  const { result } = conclusion
  const bins = histogram(result.nsv)
  const drawing = drawHistogram(bins, result.nsvCrit)
  if (options.svg !== undefined) writeFileSync(options.svg, renderSvg(drawing))
  if (options.png !== undefined) writeFileSync(options.png, encodePng(rasterize(drawing)))
  if (options.format === 'json') outJson(reportJson(result, bins))
  else {
    out(reportText(result, bins))
    for (const warning of result.warnings) err(`warning: ${warning}\n`)
  }
  return EXIT.fine
}

function withProgress({ pieces, size }: PositionInput): PositionInput {
  const progress = createProgress(process.stderr)
  async function* counted(): AsyncGenerator<Uint8Array> {
    let done = 0
    try {
      for await (const piece of pieces) {
        yield piece
        done += piece.length
        progress.show(done, size)
      }
    } finally {
      progress.clear()
    }
  }
  return { pieces: counted(), size }
}

function refuse(path: string, { message, line, at }: InputFault, { format }: CalibrateOptions): ExitStatus {
  if (format === 'json') outJson({ ok: false, error: { message, ...(line === undefined ? {} : { line }), ...at } })
  else {
    const place = line !== undefined ? `:${line}` : at !== undefined ? `: run ${at.run}, agent ${at.agent}` : ''
    err(`${path === '-' ? 'standard input' : path}${place}: ${message}\n`)
  }
  return EXIT.rejected
}

/**
 * Every wrong code generator of the list, each in an ordinary build: prints what noticed it and the score; status 1 when one survives.
 * `node scripts/nightly/mutate-generator.ts [words of a name or file…]`
 */
import { MUTANTS, noticed, unmutatedFailures } from '../../compiler/test/mutation/judge-mutant.ts'

const words = process.argv.slice(2)
const chosen = MUTANTS.filter(({ name, file }) => words.every((word) => name.includes(word) || file.includes(word)))
const failures = await unmutatedFailures()
if (failures.length > 0) throw new Error(`the code generator as it is fails: ${failures[0]}`)

let survivors = 0
for (const mutant of chosen) {
  const failure = await noticed(mutant)
  if (failure === undefined) survivors += 1
  const verdict = failure === undefined ? 'SURVIVED' : 'noticed '
  process.stdout.write(
    `${verdict}  ${mutant.file}: ${mutant.name}${failure ? `  (${failure.slice(0, 100).toWellFormed()})` : ''}\n`,
  )
}
process.stdout.write(
  `mutate-generator: ${chosen.length - survivors} of ${chosen.length} wrong code generators noticed by the evidence\n`,
)
process.exitCode = survivors === 0 ? 0 : 1

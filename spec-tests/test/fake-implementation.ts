/**
 * A small implementation for the runner's tests, well or badly behaved as its first argument says. It answers the one kind `echo` with its input, so
 * what it should say is plain; the id in its arguments picks the case in which it misbehaves.
 */
import { createInterface } from 'node:readline'

const [behaviour = 'correct', victim = ''] = process.argv.slice(2)

interface Request {
  readonly id: number
  readonly kind: string
  readonly input: { readonly name?: string }
}

const say = (text: string): void => {
  process.stdout.write(text)
}

const answer = ({ id, kind, input }: Request): void => {
  const isVictim = (kind === 'echo' || kind === 'manifest.validate') && (victim === '' || input.name === victim)
  if (kind === 'capabilities')
    say(
      `${JSON.stringify({ id, result: { name: 'fake', version: '1', kinds: ['capabilities', 'echo', 'echo.more', 'manifest.validate'] } })}\n`,
    )
  else if (!isVictim || !misbehave(id)) say(`${JSON.stringify({ id, result: { name: input.name } })}\n`)
}

/** True when the victim has been dealt with. */
function misbehave(id: number): boolean {
  switch (behaviour) {
    case 'wrong':
      say(`${JSON.stringify({ id, result: { name: 'something else' } })}\n`)
      return true
    case 'crash':
      process.stderr.write('giving up\n')
      process.exit(7)
      return true
    case 'killed':
      process.kill(process.pid, 'SIGKILL')
      return true
    case 'silent':
      return true
    case 'garbage':
      say('this is not JSON\n')
      return true
    case 'not-utf8':
      process.stdout.write(Buffer.from([0x22, 0xff, 0x22, 0x0a]))
      return true
    case 'other-id':
      say(`${JSON.stringify({ id: id + 1000, result: {} })}\n`)
      return true
    case 'list':
      say('[1]\n')
      return true
    case 'unsupported':
      say(`${JSON.stringify({ id, unsupported: true })}\n`)
      return true
    case 'error':
      say(`${JSON.stringify({ id, error: 'refused' })}\n`)
      return true
    case 'twice': {
      const line = `${JSON.stringify({ id, result: { name: victim } })}\n`
      say(line + line)
      return true
    }
    case 'slow':
      setTimeout(() => say(`${JSON.stringify({ id, result: { name: victim } })}\n`), 60_000)
      return true
    case 'in-pieces': {
      const line = `${JSON.stringify({ id, result: { name: victim } })}\n`
      for (const [index, character] of [...line].entries()) setTimeout(() => say(character), index)
      return true
    }
    default:
      return false
  }
}

if (behaviour === 'mute') setInterval(() => undefined, 1000)
else if (behaviour !== 'gone')
  createInterface({ input: process.stdin }).on('line', (line) => answer(JSON.parse(line) as Request))

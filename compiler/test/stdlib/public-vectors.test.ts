/**
 * The library's types against texts that nobody on this project wrote, read from beside the repository where they are present. Without them the suite has
 * no cases and says so.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

import { join, posix, win32 } from 'node:path'
import { isValueOf, textType } from './text-type.ts'

const FOLDER = join(import.meta.dirname, '../../../../shared/vectors')
const lines = <Row>(path: string): readonly Row[] =>
  readFileSync(join(FOLDER, path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)

const admits = (module: string, name: string, value: string): boolean => isValueOf(textType(module, name), value)

interface Recognised {
  readonly recognizer: string
  readonly text: string
  readonly count: number
  readonly matches?: readonly string[]
}

describe('public vectors of texts', () => {
  if (!existsSync(FOLDER)) {
    it('are not at hand: 0 cases', () => assert.ok(!existsSync(FOLDER)))
    return
  }
  accountsAndAddresses()
  hostileTexts()
  servers()
})

function accountsAndAddresses(): void {
  const rows = lines<Recognised>('pii/presidio-core.jsonl')
  const found = (recognizer: string): readonly string[] => [
    ...new Set(rows.filter((row) => row.recognizer === recognizer).flatMap(({ matches = [] }) => matches)),
  ]
  const ibans = found('iban')
  it(`IBAN: ${ibans.length} valid ones, of which those in electronic form are taken`, () => {
    const written = ibans.filter((text) => /^[A-Z0-9]+$/.test(text))
    assert.ok(written.length > 60, `${written.length} without spaces`)
    for (const text of ibans) assert.equal(admits('std.finance', 'Iban', text), written.includes(text), text)
  })

  const mails = rows.filter(({ recognizer }) => recognizer === 'email')
  it(`addresses of mail: ${mails.length} texts`, () => {
    for (const { text, matches = [] } of mails) {
      assert.equal(admits('std.net', 'Email', text), matches.includes(text), text)
      for (const match of matches) assert.ok(admits('std.net', 'Email', match), match)
    }
  })

  const addresses = rows.filter(({ recognizer }) => recognizer === 'url')
  it(`addresses of the web: ${addresses.length} texts`, () => {
    for (const { text } of addresses) {
      assert.equal(admits('std.net', 'HttpsUrl', text), text.startsWith('https://'), text)
    }
  })
}

function hostileTexts(): void {
  const naughty = lines<{ string: string }>('unicode/naughty-strings.jsonl').map((row) => row.string)
  it(`naughty strings: ${naughty.length}, whatever is taken is harmless`, () => {
    for (const text of naughty) {
      if (admits('std.files', 'RelativePath', text)) {
        assert.ok(posix.resolve('/base', text).startsWith('/base/'), text)
        assert.ok(win32.resolve('D:\\root', text).startsWith('D:\\root\\'), text)
      }
      if (admits('std.shell', 'SimpleCommand', text)) assert.doesNotMatch(text, /[^\w ./:=@+,-]/)
      if (admits('std.net', 'HttpsUrl', text))
        assert.equal(new URL(text).href.replace(/\/$/, ''), text.replace(/\/$/, ''))
      if (admits('std.mail', 'Subject', text)) assert.doesNotMatch(text, /[\r\n\0]/)
      if (admits('std.databases', 'StatementName', text)) assert.match(text, /^[a-z0-9_.]+$/)
    }
  })
}

function servers(): void {
  const texts = readdirSync(join(FOLDER, 'openapi'))
    .filter((name) => name.endsWith('.json') && name !== 'index.json')
    .map((name) => readFileSync(join(FOLDER, 'openapi', name), 'utf8'))
  const addresses = [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/"(https:\/\/[^"\s{}]+)"/g)].map((match) => match[1] ?? ''))),
  ]
  it(`addresses of published interfaces: ${addresses.length}`, () => {
    assert.ok(addresses.length > 10)
    for (const text of addresses) {
      const { username, port, hostname, href } = new URL(text)
      const isPlain =
        username === '' &&
        port === '' &&
        href.startsWith(`https://${hostname}`) &&
        text.startsWith(`https://${hostname}`)
      if (/^[\x21-\x7E]+$/.test(text) && !/["<>\\^`{|}]/.test(text))
        assert.equal(admits('std.net', 'HttpsUrl', text), isPlain, text)
    }
  })
}

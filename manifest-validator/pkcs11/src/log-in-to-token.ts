/**
 * Logs in to one token, and lets its users in one after the other, each with a session of his own: an operation that fails half way stays active in its
 * session and would spoil the next one's.
 */
import { CK, type Cryptoki, type Handle, returnValueOf } from './cryptoki.ts'
import { acquireModule, releaseModule } from './loaded-modules.ts'
import { createToken, type Token } from './token.ts'

export interface TokenLogin {
  /** Waits until whoever came before is done. Rejects after `close`. */
  run<Result>(work: (token: Token) => Promise<Result>): Promise<Result>
  /** Waits for work under way. */
  close(): Promise<void>
}

/** Throws where the module, the token or the PIN is wrong; the PIN is in no message. */
export function logInToToken(modulePath: string, tokenLabel: string, pin: string): TokenLogin {
  const cryptoki = acquireModule(modulePath)
  try {
    const slot = findSlot(cryptoki, tokenLabel)
    const mechanisms = new Set(cryptoki.C_GetMechanismList(slot))
    const withSession = async <Result>(work: (token: Token) => Promise<Result>): Promise<Result> => {
      const session = cryptoki.C_OpenSession(slot, CK.CKF_SERIAL_SESSION)
      try {
        return await work(createToken(cryptoki, session, mechanisms))
      } finally {
        cryptoki.C_CloseSession(session)
      }
    }
    // Open as long as the login is wanted: the standard logs a process out with its last session.
    const loggedIn = openLoggedIn(cryptoki, slot, pin)
    return queueFor(withSession, () => {
      cryptoki.C_CloseSession(loggedIn)
      releaseModule(modulePath)
    })
  } catch (error) {
    releaseModule(modulePath)
    throw error
  }
}

function openLoggedIn(cryptoki: Cryptoki, slot: Handle, pin: string): Handle {
  const session = cryptoki.C_OpenSession(slot, CK.CKF_SERIAL_SESSION)
  try {
    cryptoki.C_Login(session, CK.CKU_USER, pin)
  } catch (error) {
    // The standard has one login per token and process: another session is logged in from the start, whatever PIN it brings.
    if (returnValueOf(error) !== CK.CKR_USER_ALREADY_LOGGED_IN) {
      cryptoki.C_CloseSession(session)
      throw error
    }
  }
  return session
}

function findSlot(cryptoki: Cryptoki, tokenLabel: string): Handle {
  // The standard pads labels with blanks to 32 bytes.
  const tokens = cryptoki
    .C_GetSlotList(true)
    .map((slot) => ({ slot, label: cryptoki.C_GetTokenInfo(slot).label.trimEnd() }))
  const found = tokens.filter(({ label }) => label === tokenLabel)
  if (found.length > 1) throw new Error(`${found.length} tokens are labelled ${tokenLabel}`)
  if (found[0] !== undefined) return found[0].slot
  const known = tokens.map(({ label }) => label).filter((label) => label !== '')
  throw new Error(`no token is labelled ${tokenLabel}${known.length === 0 ? '' : `; there are: ${known.join(', ')}`}`)
}

function queueFor(withSession: TokenLogin['run'], logOut: () => void): TokenLogin {
  let last: Promise<unknown> = Promise.resolve()
  let isClosed = false
  return {
    run: (work) => {
      const result = last.then(() => {
        if (isClosed) throw new Error('the session with the token is closed')
        return withSession(work)
      })
      last = result.catch(() => undefined)
      return result
    },
    close: async () => {
      await last
      if (isClosed) return
      isClosed = true
      logOut()
    },
  }
}

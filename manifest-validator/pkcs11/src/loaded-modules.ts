/**
 * PKCS#11 modules of this process. The standard initialises a module once per process, so providers share one, and the last to close ends it. A module that
 * somebody else initialised is left running.
 */
import { CK, type Cryptoki, createCryptoki, returnValueOf } from './cryptoki.ts'

interface LoadedModule {
  readonly cryptoki: Cryptoki
  readonly isOurs: boolean
  users: number
}

const modules = new Map<string, LoadedModule>()

/** Each call is answered by one of `releaseModule`. */
export function acquireModule(path: string): Cryptoki {
  const loaded = modules.get(path) ?? loadModule(path)
  loaded.users += 1
  return loaded.cryptoki
}

export function releaseModule(path: string): void {
  const loaded = modules.get(path)
  if (loaded === undefined) return
  loaded.users -= 1
  if (loaded.users > 0) return
  modules.delete(path)
  if (loaded.isOurs) loaded.cryptoki.C_Finalize()
  loaded.cryptoki.close()
}

function loadModule(path: string): LoadedModule {
  const cryptoki = createCryptoki()
  cryptoki.load(path)
  let isOurs = true
  try {
    // The library runs its asynchronous calls on threads.
    cryptoki.C_Initialize({ flags: CK.CKF_OS_LOCKING_OK })
  } catch (error) {
    if (returnValueOf(error) !== CK.CKR_CRYPTOKI_ALREADY_INITIALIZED) {
      cryptoki.close()
      throw error
    }
    isOurs = false
  }
  const loaded: LoadedModule = { cryptoki, isOurs, users: 0 }
  modules.set(path, loaded)
  return loaded
}

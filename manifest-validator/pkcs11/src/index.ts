/** The public surface of the PKCS#11 provider. Imported by nobody inside this package. */
export { hkdfExtract } from './derive-key.ts'
export { openPkcs11Provider, type Pkcs11Options, type Pkcs11Provider } from './open-provider.ts'

/** A fault in how the host is set up, found while minting; answered as 500 and logged. */
export class MintFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MintFault';
  }
}

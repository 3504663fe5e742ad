// SPDX-License-Identifier: GPL-3.0-or-later
// Questions over TCP, message by message: for the exact answer, and for a transfer that is slow.
import { connect } from 'node:net';
import { parse, question, types } from './dns-message.js';

/// The first message of the answer to an AXFR: its RCODE and TSIG error.
export async function answerToTransfer(port, zone, options) {
  const transfer = new Transfer(port, zone, options);
  const first = await transfer.next();
  transfer.close();
  return { rcode: first.rcode, tsigError: first.tsig?.errorText ?? '' };
}

/// Of any other question, over TCP too.
export async function answerTo(port, name, type, { key, from } = {}) {
  const asked = new Transfer(port, name, { key, from, type: types[type] });
  const answer = await asked.next();
  asked.close();
  return answer;
}

/// Reads no more than it is asked to: the sender waits meanwhile.
export class Transfer {
  constructor(port, zone, { key, from = '127.0.0.1', type = types.AXFR } = {}) {
    this.socket = connect({ host: '127.0.0.1', port, localAddress: from });
    this.pieces = this.socket[Symbol.asyncIterator]();
    this.held = Buffer.alloc(0);
    const message = question({ zone, type, key });
    const size = Buffer.alloc(2);
    size.writeUInt16BE(message.length);
    this.socket.write(Buffer.concat([size, message]));
  }

  /// The next message; null when the other side has closed.
  async next() {
    while (this.held.length < 2 || this.held.length < 2 + this.held.readUInt16BE(0)) {
      const { value, done } = await this.pieces.next();
      if (done) return null;
      this.held = Buffer.concat([this.held, value]);
    }
    const size = this.held.readUInt16BE(0);
    const message = this.held.subarray(2, 2 + size);
    this.held = this.held.subarray(2 + size);
    return parse(message);
  }

  /// Everything that is still to come. `isWhole`: it ended with the SOA that it began with.
  async rest(first) {
    let { soaCount: soas, answerCount: records } = first;
    while (soas < 2) {
      const message = await this.next();
      if (message === null) return { records, isWhole: false };
      records += message.answerCount;
      soas += message.soaCount;
    }
    this.close();
    return { records, isWhole: true };
  }

  close() {
    this.socket.destroy();
  }
}

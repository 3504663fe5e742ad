// SPDX-License-Identifier: GPL-3.0-or-later
// DNS messages as far as the tests look into them: what NOTIFY and its TSIG say, what a transfer is
// answered; and questions, signed where wanted (RFC 8945 section 4.3).
import { createHmac, timingSafeEqual } from 'node:crypto';

export const types = { A: 1, SOA: 6, TSIG: 250, AXFR: 252 };
const rcodes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN', 'YXRRSET', 'NXRRSET', 'NOTAUTH'];
const tsigErrors = { 0: '', 16: 'BADSIG', 17: 'BADKEY', 18: 'BADTIME' };
const opcodeNotify = 4;

/// What of it is told: who asks for what, the serial of an SOA among the answers, and the TSIG.
export function parse(message) {
  const count = (at) => message.readUInt16BE(at);
  const flags = count(2);
  const out = {
    id: count(0), isAnswer: (flags & 0x8000) !== 0, isNotify: ((flags >> 11) & 15) === opcodeNotify,
    rcode: rcodes[flags & 15], question: null, answerCount: count(6), soaCount: 0, serial: null, tsig: null,
  };
  let at = 12;
  for (let i = 0; i < count(4); ++i) {
    const name = nameAt(message, at);
    out.question = { name: name.text, type: count(name.end) };
    at = name.end + 4;
  }
  const records = count(6) + count(8) + count(10);
  for (let i = 0; i < records; ++i) {
    const begin = at;
    const name = nameAt(message, at);
    const type = count(name.end);
    const data = name.end + 10;
    at = data + count(name.end + 8);
    if (type === types.SOA && i < count(6)) {
      ++out.soaCount;
      out.serial = message.readUInt32BE(at - 20);
    }
    if (type === types.TSIG) out.tsig = tsigAt(message, begin, name.text, data);
  }
  return out;
}

/// Whether the request's MAC is that of the key.
export function isSignedWith(message, secret) {
  const { tsig } = parse(message);
  if (!tsig) return false;
  const without = Buffer.from(message.subarray(0, tsig.begin));
  without.writeUInt16BE(message.readUInt16BE(10) - 1, 10);
  without.writeUInt16BE(tsig.originalId, 0);
  const mac = createHmac(tsig.algorithm.replace('hmac-', '').replace('.', ''), Buffer.from(secret, 'base64')).update(without).update(variablesOf(tsig)).digest();
  return mac.length === tsig.mac.length && timingSafeEqual(mac, tsig.mac);
}

/// A question; with `key` {hash, name, secret} signed.
export function question({ id = 4711, zone, type, key }) {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(1, 4);
  const plain = Buffer.concat([header, octetsOf(zone), uint16(type), uint16(1)]);
  if (!key) return plain;
  const tsig = { key: key.name, algorithm: `${key.hash}.`, time: Math.floor(Date.now() / 1000), fudge: 300, error: 0 };
  const mac = createHmac(key.hash.replace('hmac-', ''), Buffer.from(key.secret, 'base64')).update(plain).update(variablesOf(tsig)).digest();
  const data = Buffer.concat([octetsOf(tsig.algorithm), timeOctets(tsig.time), uint16(tsig.fudge), uint16(mac.length), mac, uint16(id), uint16(0), uint16(0)]);
  const signed = Buffer.concat([plain, octetsOf(key.name), uint16(types.TSIG), uint16(255), Buffer.alloc(4), uint16(data.length), data]);
  signed.writeUInt16BE(1, 10);
  return signed;
}

function tsigAt(message, begin, key, data) {
  const algorithm = nameAt(message, data);
  let at = algorithm.end;
  const time = message.readUIntBE(at, 6);
  const fudge = message.readUInt16BE(at + 6);
  const size = message.readUInt16BE(at + 8);
  const mac = message.subarray(at + 10, at + 10 + size);
  at += 10 + size;
  const error = message.readUInt16BE(at + 2);
  return { begin, key, algorithm: algorithm.text, time, fudge, mac, originalId: message.readUInt16BE(at), error, errorText: tsigErrors[error] ?? String(error) };
}

function variablesOf({ key, algorithm, time, fudge, error }) {
  return Buffer.concat([octetsOf(key), uint16(255), Buffer.alloc(4), octetsOf(algorithm), timeOctets(time), uint16(fudge), uint16(error), uint16(0)]);
}

/// "s1.example.", and where it ends.
function nameAt(message, start) {
  const labels = [];
  let end = 0;
  for (let at = start; ; ) {
    const size = message[at];
    if ((size & 0xc0) === 0xc0) {
      end ||= at + 2;
      at = message.readUInt16BE(at) & 0x3fff;
    } else if (size === 0) {
      return { text: `${labels.join('.')}.`.toLowerCase(), end: end || at + 1 };
    } else {
      labels.push(message.toString('latin1', at + 1, at + 1 + size));
      at += 1 + size;
    }
  }
}

function octetsOf(name) {
  const labels = name.toLowerCase().split('.').filter(Boolean);
  return Buffer.concat([...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])), Buffer.from([0])]);
}

function uint16(value) {
  const out = Buffer.alloc(2);
  out.writeUInt16BE(value);
  return out;
}

function timeOctets(seconds) {
  const out = Buffer.alloc(6);
  out.writeUIntBE(seconds, 0, 6);
  return out;
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Stands between the primary and a real secondary's port, hands NOTIFY and its answers on, octet for
// octet, and keeps what it saw: needs no right to capture packets. TSIG does not cover addresses, so
// signatures stay good.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { parse } from './dns-message.js';

export class NotifyRecorder {
  /// `secondary.port` is where it hands on to, as it is at that moment.
  static async before(secondary) {
    const recorder = new NotifyRecorder();
    recorder.secondary = secondary;
    /// In order: {message, id, zone, serial, tsig, at, answeredAfter}; the last is how many NOTIFYs had come
    /// when its answer went back, null until then.
    recorder.seen = [];
    recorder.held = null;
    recorder.front = createSocket('udp4');
    recorder.back = createSocket('udp4');
    recorder.front.on('message', (message, from) => recorder.takeNotify(message, from));
    recorder.back.on('message', (message) => recorder.takeAnswer(message));
    recorder.front.bind(0, '127.0.0.1');
    recorder.back.bind(0, '127.0.0.1');
    await Promise.all([once(recorder.front, 'listening'), once(recorder.back, 'listening')]);
    return recorder;
  }

  get port() {
    return this.front.address().port;
  }

  get address() {
    return '127.0.0.1';
  }

  /// Those of a zone, without what was only sent again.
  of(zone) {
    const all = this.seen.filter((seen) => seen.zone === `${zone}.`);
    return all.filter((seen, i) => all.findIndex(({ id, serial }) => id === seen.id && serial === seen.serial) === i);
  }

  /// Answers wait until release().
  hold() {
    this.held = [];
  }

  release() {
    const answers = this.held ?? [];
    this.held = null;
    for (const message of answers) this.takeAnswer(message);
  }

  takeNotify(message, from) {
    const { id, isNotify, question, serial, tsig } = parse(message);
    if (isNotify) this.seen.push({ message: Buffer.from(message), id, zone: question.name, serial, tsig, from, at: Date.now(), answeredAfter: null });
    this.back.send(message, this.secondary.port, this.secondary.address);
  }

  takeAnswer(message) {
    if (this.held) {
      this.held.push(Buffer.from(message));
      return;
    }
    const { id } = parse(message);
    const asked = this.seen.findLast((seen) => seen.id === id && seen.answeredAfter === null);
    if (!asked) return;
    for (const seen of this.seen) if (seen.id === id && seen.answeredAfter === null) seen.answeredAfter = this.seen.length;
    this.front.send(message, asked.from.port, asked.from.address);
  }

  stop() {
    this.front.close();
    this.back.close();
  }
}

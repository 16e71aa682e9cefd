'use strict';
// A server of the herd on Node.js: server.js NAME [--ports P1,P2,P3,P4,P5], in the order of the names below.

const { createHash } = require('node:crypto');
const net = require('node:net');

const NEIGHBOURS = {
  Goloman: ['Hands', 'Holiday', 'Wilkes'],
  Hands: ['Goloman', 'Wilkes'],
  Holiday: ['Goloman', 'Welsh', 'Wilkes'],
  Welsh: ['Holiday'],
  Wilkes: ['Goloman', 'Hands', 'Holiday'],
};
const NAMES = Object.keys(NEIGHBOURS);

// Lines are bytes: latin1 keeps each as it came.
const ENCODING = 'latin1';
const FIELDS = /[^ \t\r\v\f]+/g;
const LOCATION = /^([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)$/;
const TIME = /^-?\d+(?:\.\d+)?$/;
const RADIUS = /^\d+(?:\.\d+)?$/;
const BOUND = /^\d+$/;
const PLACES = '{"html_attributions":[],"results":[],"status":"ZERO_RESULTS"}\n\n';

const name = process.argv[2];
const ports = (process.argv[3] === '--ports' ? process.argv[4] : '12000,12001,12002,12003,12004').split(',').map(Number);
if (!NAMES.includes(name) || ports.length !== NAMES.length || ports.some(Number.isNaN)) {
  console.error(`usage: server.js ${NAMES.join('|')} [--ports P1,P2,P3,P4,P5]`);
  process.exit(2);
}

const newest = new Map();
const clients = new Set();
let updates = 0;

// To one neighbour: opened by the first line for it, and by the next one after it broke. Lines of one read leave in one
// write. Lines of a neighbour that isn't there are lost.
class Link {
  constructor(neighbour) {
    this.neighbour = neighbour;
    this.socket = null;
    this.lines = '';
  }

  send(line) {
    this.lines += line;
    this.socket ??= this.open();
  }

  flush() {
    if (this.lines === '' || this.socket.connecting) return;
    if (!this.socket.write(this.lines, ENCODING)) pace();
    this.lines = '';
  }

  get crowded() {
    return this.socket?.writableNeedDrain ?? false;
  }

  open() {
    const socket = net.connect({ host: '127.0.0.1', port: ports[NAMES.indexOf(this.neighbour)], noDelay: true });
    socket.on('connect', () => {
      this.lines = `LINK ${name}\n${this.lines}`;
      this.flush();
    });
    socket.on('drain', pace);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.socket = null;
      this.lines = '';
      pace();
    });
    return socket.resume();
  }
}

const links = NEIGHBOURS[name].map((neighbour) => new Link(neighbour));

// Clients wait while a link is crowded. Neighbours never do: two that wait for each other would wait for good.
function pace() {
  const crowded = links.some((link) => link.crowded);
  for (const client of clients) {
    if (crowded || client.writableNeedDrain) client.pause();
    else client.resume();
  }
}

function answer(line) {
  const fields = line.match(FIELDS);
  if (fields === null) return '';
  const [command, ...rest] = fields;
  let text;
  if (command === 'IAMAT' && rest.length === 3) text = iamat(...rest);
  else if (command === 'WHATSAT' && rest.length === 3) text = whatsat(...rest);
  else if (command === 'STATS' && rest.length === 0) text = stats();
  return text ?? `? ${line.slice(line.indexOf(fields[0]), line.lastIndexOf(fields.at(-1)) + fields.at(-1).length)}\n`;
}

function iamat(client, location, seconds) {
  const place = LOCATION.exec(location);
  if (place === null || !TIME.test(seconds) || Math.abs(place[1]) > 90 || Math.abs(place[2]) > 180) return undefined;
  const sent = Number(seconds);
  const skew = (performance.timeOrigin + performance.now()) / 1000 - sent;
  const at = `AT ${name} ${skew < 0 ? '' : '+'}${skew.toFixed(9)} ${client} ${location} ${seconds}\n`;
  learn(client, sent, at, null);
  return at;
}

function hear(line, sender) {
  const fields = line.match(FIELDS);
  if (fields?.length === 6 && fields[0] === 'AT') learn(fields[3], Number(fields[5]), `${line}\n`, sender);
}

function learn(client, sent, at, sender) {
  const known = newest.get(client);
  if (known !== undefined && known.sent >= sent) return;
  newest.set(client, { sent, at });
  updates++;
  for (const link of links) {
    if (link.neighbour !== sender) link.send(at);
  }
}

function whatsat(client, radius, bound) {
  if (!RADIUS.test(radius) || Number(radius) > 50 || !BOUND.test(bound) || Number(bound) > 20) return undefined;
  const known = newest.get(client);
  return known && known.at + PLACES;
}

function stats() {
  const lines = Array.from(newest.values(), (known) => known.at).sort();
  return `STATS ${updates} ${newest.size} ${createHash('sha256').update(lines.join(''), ENCODING).digest('hex')}\n`;
}

function serve(socket) {
  let rest = '';
  let neighbour = null;
  socket.setEncoding(ENCODING).setNoDelay(true);
  clients.add(socket);

  function take(lines) {
    let answers = '';
    for (const line of lines) {
      if (neighbour !== null) hear(line, neighbour);
      else if (line.startsWith('LINK ')) {
        neighbour = line.slice(5).trim();
        clients.delete(socket);
      } else answers += answer(line);
    }
    if (answers !== '' && !socket.write(answers, ENCODING)) socket.pause();
    for (const link of links) link.flush();
  }

  socket.on('data', (data) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop();
    take(lines);
  });
  socket.on('end', () => {
    take(rest === '' ? [] : [rest]);
    socket.end();
  });
  socket.on('drain', pace);
  socket.on('error', () => {});
  socket.on('close', () => clients.delete(socket));
}

net
  .createServer({ allowHalfOpen: true }, serve)
  .on('error', (fault) => {
    console.error(fault.message);
    process.exit(2);
  })
  .listen(ports[NAMES.indexOf(name)], '127.0.0.1', () => console.log(`${name} ready`));

// Writes viem.json beside this file: what viem says the Ethereum primitives must produce for the committed ABIs.
// Run `npm ci` in contracts/, then `node tests/vectors/generate.mjs`. The output is the same every time.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../contracts/package.json', import.meta.url));
const viem = require('viem');
const { privateKeyToAccount } = require('viem/accounts');

// Pseudo-random, but the same on every run: a hash chain over a counter.
let counter = 0;
const bytes = length => {
  let hex = '';
  while (hex.length < 2 * length) hex += viem.keccak256(viem.toHex(`healthledger vector ${counter++}`)).slice(2);
  return `0x${hex.slice(0, 2 * length)}`;
};
const number = bits => BigInt(bytes(Math.max(1, bits / 8)));
const address = () => viem.getAddress(bytes(20));
const range = (count, make) => Array.from({ length: count }, (_, i) => make(i));

const keys = range(12, () => bytes(32)).concat([viem.toHex(1n, { size: 32 })]);
const account = i => privateKeyToAccount(keys[i % keys.length]);

const artifacts = ['RegistryLedger', 'CareLedger', 'OperationRelay'].map(name =>
  JSON.parse(readFileSync(new URL(`../../contracts/artifacts/${name}.json`, import.meta.url), 'utf8')));
const abi = artifacts.flatMap(artifact => artifact.abi).filter(item => item.type !== 'constructor');
const signatureOf = item => viem.toFunctionSignature({ ...item, type: 'function' });
const uniqueAbi = [...new Map(abi.map(item => [item.type + signatureOf(item), item])).values()];
const ofType = type => uniqueAbi.filter(item => item.type === type);

// Numbers stay below 2^128, which is as wide as anything on these ledgers is read.
function value(parameter, size) {
  const { type } = parameter;
  if (type.endsWith('[]')) return range(size, i => value({ ...parameter, type: type.slice(0, -2) }, i));
  if (type === 'tuple') return Object.fromEntries(parameter.components.map((c, i) => [c.name, value(c, size + i)]));
  if (type === 'bytes32') return bytes(32);
  if (type === 'bytes') return size === 0 ? '0x' : bytes([1, 31, 32, 33, 65, 196, 500][size % 7]);
  if (type === 'address') return address();
  if (type === 'bool') return counter++ % 2 === 0;
  if (type === 'string') return `reason ${bytes(size)}`;
  return number(Math.min(Number(type.slice(4)), 128));
}

const plain = v => typeof v === 'bigint' ? v.toString()
  : Array.isArray(v) ? v.map(plain)
  : v && typeof v === 'object' ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, plain(x)])) : v;
const shape = ({ type, name, indexed, components }) => ({ type, name, indexed, components: components?.map(shape) });
const values = (inputs, size) => inputs.map(input => value(input, size));

const sizes = item => item.inputs.some(i => i.type.endsWith('[]')) ? [0, 1, 2, 5]
  : item.inputs.some(i => i.type === 'bytes') ? [0, 1, 3] : [1];
const calls = ofType('function').flatMap(item => sizes(item).map(size => {
  const args = values(item.inputs, size);
  return {
    signature: signatureOf(item), inputs: item.inputs.map(shape), values: plain(args),
    encoded: viem.encodeFunctionData({ abi: [item], functionName: item.name, args }),
  };
}));

const constructors = artifacts.map(artifact => {
  const { inputs } = artifact.abi.find(item => item.type === 'constructor');
  const args = values(inputs, 1);
  return {
    contract: artifact.contractName, inputs: inputs.map(shape), values: plain(args),
    encoded: viem.encodeAbiParameters(inputs, args),
  };
});

const errors = ofType('error').concat(viem.parseAbi(['error Error(string reason)', 'error Panic(uint256 code)'])).map(item => {
  const args = values(item.inputs, 1);
  return {
    name: item.name, signature: signatureOf(item), inputs: item.inputs.map(shape), values: plain(args),
    encoded: viem.encodeErrorResult({ abi: [item], errorName: item.name, args }),
  };
});

const events = ofType('event').flatMap(item => range(2, size => {
  const args = values(item.inputs, size);
  const named = Object.fromEntries(item.inputs.map((input, i) => [input.name, args[i]]));
  const bare = item.inputs.map((input, i) => [input, args[i]]).filter(([input]) => !input.indexed);
  return {
    signature: signatureOf(item), inputs: item.inputs.map(shape), values: plain(args),
    topics: viem.encodeEventTopics({ abi: [item], eventName: item.name, args: named }),
    data: viem.encodeAbiParameters(bare.map(([input]) => input), bare.map(([, v]) => v)),
  };
}));

const types = {
  Operation: ['bytes32 entity', 'bytes32 requestId', 'address ledger', 'uint64 gas', 'bytes call'],
  KeyPossession: ['bytes32 entity', 'address speaker'],
};
const typedData = [];
for (const [primaryType, members] of Object.entries(types))
  for (let i = 0; i < 16; i++) {
    const fields = members.map(m => ({ type: m.split(' ')[0], name: m.split(' ')[1] }));
    const message = Object.fromEntries(fields.map(f => [f.name, value(f, i)]));
    const domain = { name: 'HealthLedger', version: '1', chainId: [1337, 31337, 2018, 2 ** 40][i % 4], verifyingContract: address() };
    const definition = { domain, types: { [primaryType]: fields }, primaryType, message };
    typedData.push({
      ...plain(definition), types: undefined, privateKey: keys[i % keys.length],
      separator: viem.domainSeparator({ domain }), digest: viem.hashTypedData(definition),
      signature: await account(i).signTypedData(definition),
    });
  }

// Batches of the operations signed above, by how many of the first ones.
const execute = uniqueAbi.find(item => item.name === 'execute');
const batches = [0, 1, 3, 16].map(count => ({
  count,
  encoded: viem.encodeFunctionData({
    abi: [execute],
    args: [typedData.slice(0, count).map(({ message, signature }) => ({ ...message, gas: BigInt(message.gas), signature }))],
  }),
}));

const transactions = [];
for (const chainId of [2, 1337, 31337, 2018, 109, 110, 2 ** 31, Number.MAX_SAFE_INTEGER])
  for (let i = 0; i < 6; i++) {
    const transaction = {
      type: 'legacy', chainId, nonce: [0, 1, 127, 128, 256, 2 ** 33][i], gasPrice: [0n, 1n, 1_000_000_000n][i % 3],
      gas: [21_000n, 0x1fffffffffffffn, 100_000n][i % 3], to: i === 3 ? undefined : address(),
      value: [0n, 127n, 128n, 10n ** 18n][i % 4], data: i === 0 ? '0x' : bytes([1, 32, 55, 56, 300][i - 1]),
    };
    const raw = await account(i + chainId % 7).signTransaction(transaction);
    transactions.push({
      ...plain(transaction), to: transaction.to ?? null, privateKey: keys[(i + chainId % 7) % keys.length],
      from: account(i + chainId % 7).address, raw, hash: viem.keccak256(raw),
    });
  }

const items = [
  '0x', '0x00', '0x7f', '0x80', '0x0400', bytes(55), bytes(56), bytes(255), bytes(256), bytes(1024),
  [], [[]], [[], [[]], [[], [[]]]], ['0x', '0x01', bytes(20)], range(60, () => '0x01'), [bytes(60), [bytes(40), [bytes(3)]], '0x7f'],
];

const vectors = {
  keccak: [0, 1, 31, 32, 55, 64, 66, 135, 136, 137, 200, 271, 272, 273, 500].map(length => {
    const input = length ? bytes(length) : '0x';
    return { input, hash: viem.keccak256(input) };
  }),
  accounts: keys.map(privateKey => ({ privateKey, address: privateKeyToAccount(privateKey).address })),
  contracts: range(14, i => {
    const [from, nonce] = [address(), [0n, 1n, 127n, 128n, 255n, 256n, 65535n, 2n ** 40n][i % 8]];
    return { from, nonce: nonce.toString(), address: viem.getContractAddress({ from, nonce }) };
  }),
  rlp: items.map(item => ({ item, encoded: viem.toRlp(item) })),
  signatures: await Promise.all(range(24, async i => {
    const hash = bytes(32);
    return { privateKey: keys[i % keys.length], hash, signature: await account(i).sign({ hash }) };
  })),
  calls, constructors, events, errors, typedData, batches, transactions,
};
const lines = Object.entries(vectors).map(([name, list]) =>
  `"${name}": [\n${list.map(vector => JSON.stringify(vector)).join(',\n')}\n]`);
writeFileSync(new URL('viem.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
console.log(Object.entries(vectors).map(([name, list]) => `${name} ${list.length}`).join(', '));

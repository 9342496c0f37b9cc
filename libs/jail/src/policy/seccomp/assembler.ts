import { auditArch, syscallNumber, type Machine, type SyscallName } from './syscall-table.ts';

/** What the kernel does with a call (`SECCOMP_RET_*` of `linux/seccomp.h`). */
export type Action = 'allow' | 'kill' | { readonly errno: number };

/** A look at one argument. The calls tested here take 32-bit arguments, so the low half is the whole value. */
interface ArgumentTest {
  readonly argument: 0 | 1 | 2 | 3 | 4 | 5;
  readonly test: 'equals' | 'hasAnyBit';
  readonly value: number;
  readonly then: Action;
}

export interface Rule {
  readonly call: SyscallName;
  /** Tried in order before `action`. */
  readonly tests?: readonly ArgumentTest[];
  readonly action: Action;
}

export const EPERM = 1;
export const EACCES = 13;
export const ENOTTY = 25;
export const ENOSYS = 38;

// Opcodes of classic BPF (`linux/filter.h`): load a word, compare and jump, return.
const LOAD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_GREATER_OR_EQUAL = 0x35;
const JUMP_ANY_BIT = 0x45;
const RETURN = 0x06;

// Offsets in `struct seccomp_data`.
const NUMBER_OFFSET = 0;
const ARCH_OFFSET = 4;
const argumentOffset = (index: number): number => 16 + 8 * index;

/** Calls of the x32 convention carry this bit and would slip past rules written for x86_64. */
const X32_BIT = 0x40000000;
const MAX_INSTRUCTIONS = 4096;

interface Instruction {
  readonly code: number;
  readonly ifTrue: number;
  readonly ifFalse: number;
  readonly operand: number;
}

const instruction = (code: number, operand: number, ifTrue = 0, ifFalse = 0): Instruction => ({
  code,
  ifTrue,
  ifFalse,
  operand: operand >>> 0,
});

function returns(action: Action): Instruction {
  if (action === 'allow') return instruction(RETURN, 0x7fff0000);
  if (action === 'kill') return instruction(RETURN, 0x80000000);
  return instruction(RETURN, 0x00050000 | action.errno);
}

/** Kills any call made in another convention than the machine's own; leaves the call's number loaded. */
function header(machine: Machine): Instruction[] {
  const own = [
    instruction(LOAD, ARCH_OFFSET),
    instruction(JUMP_EQUAL, auditArch(machine), 1, 0),
    returns('kill'),
    instruction(LOAD, NUMBER_OFFSET),
  ];
  return machine === 'x64' ? [...own, instruction(JUMP_GREATER_OR_EQUAL, X32_BIT, 0, 1), returns('kill')] : own;
}

function testOf({ argument, test, value, then }: ArgumentTest): Instruction[] {
  const code = test === 'equals' ? JUMP_EQUAL : JUMP_ANY_BIT;
  return [instruction(LOAD, argumentOffset(argument)), instruction(code, value, 0, 1), returns(then)];
}

function ruleBlock(machine: Machine, rule: Rule): Instruction[] {
  const number = syscallNumber(machine, rule.call);
  if (number === undefined) return [];
  const body = [...(rule.tests ?? []).flatMap(testOf), returns(rule.action)];
  return [instruction(JUMP_EQUAL, number, 0, body.length), ...body];
}

function encode(program: readonly Instruction[]): Uint8Array {
  if (program.length > MAX_INSTRUCTIONS) {
    throw new Error(`a filter holds at most ${MAX_INSTRUCTIONS} instructions, this one has ${program.length}`);
  }
  const bytes = new Uint8Array(program.length * 8);
  const view = new DataView(bytes.buffer);
  program.forEach(({ code, ifTrue, ifFalse, operand }, index) => {
    view.setUint16(index * 8, code, true);
    view.setUint8(index * 8 + 2, ifTrue);
    view.setUint8(index * 8 + 3, ifFalse);
    view.setUint32(index * 8 + 4, operand, true);
  });
  return bytes;
}

/**
 * Assembles a seccomp filter: the first rule that names a call decides, `otherwise` decides the rest.
 *
 * @returns `struct sock_filter[]`, little-endian, as `seccomp(2)` and `bwrap --seccomp` take it
 */
export function assemble(machine: Machine, rules: readonly Rule[], otherwise: Action): Uint8Array {
  return encode([...header(machine), ...rules.flatMap((rule) => ruleBlock(machine, rule)), returns(otherwise)]);
}

import type { ApprovalRequest, Decision } from '../request.js';
import type { Card } from '../state.js';
import type { Texts } from '../texts.js';
import { button, made, setAttribute, uniqueId, write } from './dom.js';

/** What the user decides by. */
export interface Controls {
  readonly element: HTMLElement;
  update(card: Card, texts: Texts): void;
  /** Buttons that may not be pressed keep their focus. */
  hold(isHeld: boolean): void;
  /** What a number that was refused is told by. */
  describeBy(id: string): void;
}

export type Decide = (decision: Decision, number?: string) => void;

/** How numbers are given, and what the buttons do about it. */
interface NumberPart {
  readonly elements: readonly HTMLElement[];
  readonly buttons: readonly HTMLButtonElement[];
  readonly field?: HTMLInputElement;
  update(card: Card, texts: Texts): void;
}

export function controls({ number_matching: matching }: ApprovalRequest, decide: Decide): Controls {
  const part =
    matching === undefined ? NONE : matching.mode === 'pick' ? pick(matching.numbers, decide) : typed();
  const deny = button('ciba-button ciba-deny', () => decide('deny'));
  const approve = button('ciba-button ciba-approve', () => decide('approve', part.field?.value.trim()));
  part.field?.addEventListener('keydown', ({ key }) => key === 'Enter' && approve.click());
  const report = button('ciba-report', () => decide('report'));
  const isPicked = matching?.mode === 'pick';
  const row = made('div', 'ciba-actions', deny, ...(isPicked ? [] : [approve]));
  const all = [deny, approve, report, ...part.buttons];
  return {
    element: made('div', 'ciba-controls', ...part.elements, row, report),
    update(card, texts) {
      const { messages } = texts;
      write(deny, messages.deny);
      write(approve, messages.approve);
      write(report, messages.report);
      part.update(card, texts);
      for (const [name, pressed] of [
        ['deny', deny],
        ['approve', approve],
        ['report', report],
      ] as const)
        pressed.classList.toggle('ciba-sending', card.sending === name);
    },
    hold(isHeld) {
      for (const each of all) setAttribute(each, 'aria-disabled', String(isHeld));
    },
    describeBy(id) {
      part.field?.setAttribute('aria-describedby', id);
    },
  };
}

const NONE: NumberPart = { elements: [], buttons: [], update: () => undefined };

function pick(numbers: readonly string[], decide: Decide): NumberPart {
  const label = made('p', 'ciba-question');
  label.id = uniqueId();
  const buttons = numbers.map((number) => {
    const element = button('ciba-button ciba-number', () => decide('approve', number));
    write(element, number);
    return element;
  });
  const group = made('div', 'ciba-pick', label, made('div', 'ciba-numbers', ...buttons));
  group.setAttribute('role', 'group');
  group.setAttribute('aria-labelledby', label.id);
  return { elements: [group], buttons, update: (_card, { messages }) => write(label, messages.pickNumber) };
}

function typed(): NumberPart {
  const field = made('input', 'ciba-field');
  field.id = uniqueId();
  field.inputMode = 'numeric';
  field.maxLength = 2;
  field.autocomplete = 'off';
  const label = made('label', 'ciba-question');
  label.htmlFor = field.id;
  return {
    elements: [made('div', 'ciba-typed', label, field)],
    buttons: [],
    field,
    update({ trouble, sending }, { messages }) {
      write(label, messages.typeNumber);
      field.readOnly = sending !== undefined;
      setAttribute(field, 'aria-invalid', String(trouble === 'wrongNumber' || trouble === 'wantsNumber'));
    },
  };
}

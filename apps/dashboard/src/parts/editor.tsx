import type { Language } from '@codecsmith/codec';
import { javascript } from '@codemirror/lang-javascript';
import { python } from '@codemirror/lang-python';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import { useEffect, useRef } from 'react';

/** A remark on a line, from 1. */
interface Remark {
  readonly line: number;
  readonly column?: number;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}

interface EditorProps {
  readonly label: string;
  readonly language: Language;
  /** What it begins with; a change of it replaces what was written. */
  readonly initial: string;
  readonly remarks: readonly Remark[];
  readonly onChange: (text: string) => void;
}

/** Colours of the theme, in light and in dark. */
const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], color: 'var(--series-4)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--series-3)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--series-2)' },
  { tag: [tags.comment], color: 'var(--ink-soft)', fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.definition(tags.variableName)], color: 'var(--series-1)' },
]);
const LOOK = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--ground)', fontSize: '0.86rem', maxHeight: '34rem' },
  '.cm-scroller': { fontFamily: 'var(--mono)', overflow: 'auto' },
  '.cm-gutters': { color: 'var(--ink-soft)', backgroundColor: 'var(--raised)', borderColor: 'var(--line)' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--accent)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--accent) 8%, transparent)' },
  '.cm-tooltip': { color: 'var(--ink)', backgroundColor: 'var(--raised)', borderColor: 'var(--line)' },
});

const GRAMMARS = { python, javascript } as const;

/**
 * CodeMirror. It lives in a shadow tree: there its styles are made by scripts as whole sheets, which the page's policy
 * allows, and in the document they would be styles within the page, which it does not.
 */
export default function Editor({ label, language, initial, remarks, onChange }: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const grammar = useRef(new Compartment());
  const report = useRef(onChange);
  report.current = onChange;
  useEffect(() => {
    const place = host.current;
    if (place === null) return;
    const root = place.shadowRoot ?? place.attachShadow({ mode: 'open' });
    const editor = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: initial,
        extensions: [
          basicSetup,
          lintGutter(),
          LOOK,
          syntaxHighlighting(COLOURS),
          grammar.current.of(GRAMMARS[language]()),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) report.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
    // The language is changed by the effect below, without losing what was written.
  }, [initial, label]);
  useEffect(() => {
    view.current?.dispatch({ effects: grammar.current.reconfigure(GRAMMARS[language]()) });
  }, [language]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const { doc } = editor.state;
    const diagnostics = remarks.map(({ line, column = 1, severity, message }) => {
      const { from, to } = doc.line(Math.min(Math.max(1, line), doc.lines));
      return { from: Math.min(from + Math.max(0, column - 1), to), to, severity, message };
    });
    editor.dispatch(setDiagnostics(editor.state, diagnostics));
  }, [remarks]);
  return <div ref={host} className="editor" data-testid="editor" />;
}

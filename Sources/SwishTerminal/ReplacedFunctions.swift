@preconcurrency import CReadline
import SwishSyntax

/// Functions of readline that the shell has its own for, under the same names.
extension ReadlineSession {
  /// To be called when the inputrc has been read.
  func replaceFunctions() {
    for name in ["emacs-standard", "vi-insert", "vi-command"] {
      if let keymap = rl_get_keymap_by_name(name) { replaceFunctions(in: keymap) }
    }
    // For keys that are bound later.
    var entry = funmap
    while let named = entry?.pointee {
      if let function = named.pointee.function, let own = replacement(for: function) {
        UnsafeMutablePointer(mutating: named).pointee.function = own
      }
      entry = entry?.successor()
    }
    // readline keeps the name it is given.
    rl_add_defun(cString("edit-and-execute-command\0"), editAndEnterLine, -1)
    rl_bind_keyseq_if_unbound("\\C-x\\C-e", editAndEnterLine)
    rl_add_defun(cString("shell-expand-line\0"), expandLine, -1)
    rl_bind_keyseq_if_unbound("\\e\\C-e", expandLine)
    rl_add_defun(cString("history-expand-line\0"), expandHistory, -1)
    rl_add_defun(cString("magic-space\0"), magicSpace, -1)
    for keys in ["\\e[1;3C", "\\e[1;5C", "\\e\\e[C"] {
      rl_bind_keyseq_if_unbound(keys, takeWordOrMove)
    }
    rl_bind_keyseq_if_unbound("\\e[Z", walkBackwards)
    bindViKeys()
  }

  private func replaceFunctions(in keymap: Keymap) {
    for key in 0..<Int(KEYMAP_SIZE) {
      guard let function = keymap[key].function else { continue }
      if Int32(keymap[key].type) == ISKMAP {
        let inner = unsafeBitCast(function, to: Keymap.self)
        if inner != keymap { replaceFunctions(in: inner) }
      } else if Int32(keymap[key].type) == ISFUNC, let own = replacement(for: function) {
        keymap[key].function = own
      }
    }
  }
}

private func replacement(for function: ReadlineFunction) -> ReadlineFunction? {
  replacements.first { isSame($0.stock, function) }?.own
}

private let replacements: [(stock: ReadlineFunction, own: ReadlineFunction)] = [
  (rl_newline, enterLine),
  (rl_delete, deleteOrEnd),
  (rl_get_previous_history, moveUp),
  (rl_get_next_history, moveDown),
  (rl_forward_char, takeOrMoveForward),
  (rl_beg_of_line, goToStart),
  (rl_end_of_line, takeOrGoToEnd),
  (rl_kill_line, killToEnd),
  (rl_forward_word, takeWordOrMove),
  (rl_operate_and_get_next, acceptAndRecallNext),
  (rl_reverse_search_history, findInHistory),
  (rl_forward_search_history, findInHistory),
  (rl_complete, { _, _ in act(.complete) }),
  (rl_possible_completions, { _, _ in act(.list) }),
  (rl_insert_completions, { _, _ in act(.insertAll) }),
  (rl_menu_complete, { count, _ in act(.walk(Int(count))) }),
  (rl_backward_menu_complete, walkBackwards),
  (rl_vi_complete, viComplete),
  (rl_vi_char_search, searchCharacter),
  (rl_vi_change_case, changeCase),
  (rl_vi_yank_arg, appendWord),
  (rl_vi_search, searchHistory),
  (rl_vi_search_again, searchHistoryAgain),
  (rl_vi_fetch_history, fetchHistory),
]

private let walkBackwards: ReadlineFunction = { count, _ in act(.walk(-Int(count))) }

/// `=`, `*` and `\\` in vi's command mode (XCU sh): at the end of the word, and
/// then in insert mode.
private let viComplete: ReadlineFunction = { _, key in
  let blanks: [CChar] = [32, 9]
  if rl_point < rl_end && !blanks.contains(rl_line_buffer[Int(rl_point)]) {
    while rl_point < rl_end, !blanks.contains(rl_line_buffer[Int(rl_point)]) { rl_point += 1 }
  }
  switch UInt8(truncatingIfNeeded: key) {
  case UInt8(ascii: "="):
    _ = act(.list)
    ReadlineSession.current?.menu?.staysOnce = true
    return 0
  case UInt8(ascii: "*"): _ = act(.insertAll)
  default: _ = act(.fill)
  }
  return rl_vi_insertion_mode(1, key)
}

private func act(_ action: ReadlineSession.CompletionAction) -> Int32 {
  ReadlineSession.current?.complete(action)
  return 0
}

@preconcurrency import CReadline
import SwishSyntax

// Commands of vi's command mode (XCU sh, "Command Line Editing") that readline
// has not, or has otherwise.

extension ReadlineSession {
  /// Binds `v` and `@letter`, which readline has not.
  func bindViKeys() {
    rl_bind_keyseq_if_unbound_in_map("v", editInEditor, rl_get_keymap_by_name("vi-command"))
    for letter in UInt8(ascii: "A")...UInt8(ascii: "z") where (letter | 0x20) &- 97 < 26 {
      let keys: [CChar] = [0x40, CChar(letter), 0]
      rl_bind_keyseq_if_unbound_in_map(keys, typeAliasOfKey, rl_get_keymap_by_name("vi-command"))
    }
  }

  /// The value of the alias `_letter` is typed.
  fileprivate func typeAlias(_ letter: UInt8) -> Bool {
    var isFound = false
    host.forEachName(.aliases) { name, value in
      guard name.count == 2, name[0] == UInt8(ascii: "_"), name[1] == letter else { return }
      typedKeys += value.array.reversed()
      isFound = true
    }
    return isFound
  }
}

private let typeAliasOfKey: ReadlineFunction = { _, key in
  let isTyped = ReadlineSession.current?.typeAlias(UInt8(truncatingIfNeeded: key)) ?? false
  return isTyped ? 0 : rl_ding()
}

// SAFETY: readline calls its functions on the shell's only thread.
private nonisolated(unsafe) var lastSearch: Int32 = 0

/// `f F t T` and their repetition by `;` and `,`. A repeated `t` or `T` passes by
/// the character it stands before.
let searchCharacter: ReadlineFunction = { count, key in
  let isRepeated = key == 0x3B || key == 0x2C
  if !isRepeated { lastSearch = key }
  guard isRepeated, lastSearch | 0x20 == 0x74 else { return rl_vi_char_search(count, key) }
  let point = rl_point
  if (lastSearch == 0x74) == (key == 0x3B) {
    if rl_point < rl_end - 1 { rl_forward_char(1, 0) }
  } else if rl_point > 0 {
    rl_backward_char(1, 0)
  }
  let result = rl_vi_char_search(count, key)
  if result != 0 { rl_point = point }
  return result
}

/// `~`: readline's goes back at the end of the line and changes that again.
let changeCase: ReadlineFunction = { count, key in
  var left: Int32 = 0
  for index in Int(rl_point)..<max(Int(rl_end), Int(rl_point))
  where UInt8(bitPattern: rl_line_buffer[index]) & 0xC0 != 0x80 { left += 1 }
  return rl_vi_change_case(min(count, max(left, 1)), key)
}

/// `_`: a space and the last word of the previous line, or the one with that
/// number, behind the cursor. Its words are what stands between blanks.
let appendWord: ReadlineFunction = { count, key in
  guard let entries = history_list(), history_length > 0,
    let text = entries[Int(history_length) - 1]?.pointee.line
  else { return rl_ding() }
  let words = Bytes(cString: text).array.split { $0 == 32 || $0 == 9 || $0 == 10 }
  let index = rl_explicit_arg != 0 ? Int(count) - 1 : words.count - 1
  guard words.indices.contains(index) else { return rl_ding() }
  rl_vi_append_mode(1, key)
  rl_insert_text(" ")
  var word = ByteBuffer()
  for byte in words[index] { word.append(byte) }
  word.append(0)
  rl_insert_text(cString(word.bytes))
  return 0
}

/// `/`, `?`, `n` and `N` start from the entry that `k` has brought.
let searchHistory: ReadlineFunction = { count, key in
  ReadlineSession.current?.leaveWalk()
  return rl_vi_search(count, key)
}

let searchHistoryAgain: ReadlineFunction = { count, key in
  ReadlineSession.current?.leaveWalk()
  return rl_vi_search_again(count, key)
}

/// `G`: readline counts from the newest entry only.
let fetchHistory: ReadlineFunction = { count, key in
  ReadlineSession.current?.leaveWalk()
  rl_end_of_history(1, key)
  return rl_vi_fetch_history(count, key)
}

/// `v`: the line, or the command with that number, is edited in an editor and
/// executed.
private let editInEditor: ReadlineFunction = { count, key in
  if rl_explicit_arg != 0 { _ = fetchHistory(count, key) }
  return editAndEnterLine(count, key)
}

import SwishSyntax
import SwishSystem

/// The commands a person typed (XCU sh, "Command History List"), as `fc` and
/// `history` see them. Only an interactive shell has one.
public protocol CommandHistory: AnyObject {
  /// The numbers of the entries, oldest first; each is one more than the last.
  var numbers: Range<Int> { get }

  /// The entry of the command being executed, if that was kept.
  var current: Int? { get }

  /// The text of an entry, without a newline at its end; empty for a number
  /// there is none of. Valid until the list changes.
  func text(_ number: Int) -> Bytes

  /// When it was typed, in seconds since the Epoch; 0 if that is not known.
  func time(_ number: Int) -> Int

  /// Makes an entry, in the list and in HISTFILE.
  func append(_ text: Bytes)

  /// The command being executed leaves list and file (XCU fc).
  func withdrawCurrent()

  /// Removes entries from list and file; those behind them move up.
  func remove(_ range: ClosedRange<Int>)

  /// Empties the list.
  func clear()

  /// Moves entries between list and file; nil is HISTFILE.
  func transfer(_ transfer: HistoryTransfer, file: UnsafePointer<CChar>?) throws(Errno)

  /// Appends `text` with `!` expanded; false, with the reason appended, where
  /// that fails.
  func expand(_ text: Bytes, into result: inout ByteBuffer) -> Bool
}

/// What `history` does with a file.
public enum HistoryTransfer {
  /// `-a`: this session's new entries are appended to the file.
  case append
  /// `-n`: what others added to the file since it was read joins the list.
  case readNew
  /// `-r`: all of the file joins the list.
  case read
  /// `-w`: the file becomes what the list is.
  case write
}

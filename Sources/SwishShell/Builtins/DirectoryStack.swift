// pushd, popd and dirs: directories to go back to. Not in POSIX; bash's habit.
//
// The stack is the working directory with `DirectoryState.pushed` below it; an
// entry is named by `+n`, counted from the top, or `-n`, from the bottom.
import SwishSyntax

extension Shell {
  /// `pushd [-n] [directory|+n|-n]`: without an operand the two on top change
  /// places.
  func runPushd(_ arguments: Arguments) throws(ShellError) -> Int32 {
    let request = try readStackRequest(arguments, "n")
    var stack = directoryStack
    if let directory = request.directory {
      stack.insert(OwnedText(directory), at: request.staysHere ? 1 : 0)
    } else {
      guard stack.count > 1 else {
        report(builtin: "pushd", "no other directory")
        return 1
      }
      let index = request.index.map { $0.place(in: stack.count) } ?? 1
      guard stack.indices.contains(index) else { return reportNoEntry("pushd") }
      if request.index == nil {
        stack.swapAt(0, 1)
      } else {
        stack = Array(stack[index...] + stack[..<index])
      }
    }
    return try adopt(stack, entersTop: !request.staysHere)
  }

  /// `popd [-n] [+n|-n]`: takes one out, by default the top, and goes to what is
  /// on top then.
  func runPopd(_ arguments: Arguments) throws(ShellError) -> Int32 {
    let request = try readStackRequest(arguments, "n")
    var stack = directoryStack
    guard stack.count > 1 else {
      report(builtin: "popd", "the directory stack is empty")
      return 1
    }
    let index = request.index.map { $0.place(in: stack.count) } ?? (request.staysHere ? 1 : 0)
    guard stack.indices.contains(index) else { return reportNoEntry("popd") }
    stack.remove(at: index)
    return try adopt(stack, entersTop: index == 0 && !request.staysHere)
  }

  /// `dirs [-clpv] [+n|-n]`
  func runDirs(_ arguments: Arguments) throws(ShellError) -> Int32 {
    let request = try readStackRequest(arguments, "clpv")
    if request.clears {
      directory.pushed = []
      return 0
    }
    if let index = request.index {
      let stack = directoryStack
      let place = index.place(in: stack.count)
      guard stack.indices.contains(place) else { return reportNoEntry("dirs") }
      appendDirectory(stack[place].bytes, isLong: request.isLong)
      output.append("\n")
    } else {
      listDirectories(request)
    }
    return 0
  }

  /// What `~+`, `~-` and, of the stack, `~n`, `~+n` and `~-n` stand for.
  func directory(ofTilde name: Bytes) -> OwnedText? {
    guard let first = name.first else { return nil }
    if name == "+" { return directory.logical }
    if name == "-" { return value(wellKnown.oldPwd).map { OwnedText($0) } }
    guard !directory.pushed.isEmpty || first == UInt8(ascii: "+") || first == UInt8(ascii: "-")
    else { return nil }
    let stack = directoryStack
    guard let index = StackIndex(name) else { return nil }
    let place = index.place(in: stack.count)
    return stack.indices.contains(place) ? stack[place] : nil
  }

  private var directoryStack: [OwnedText] {
    [directory.logical ?? OwnedText(".")] + directory.pushed
  }

  /// Makes it the directory stack, and goes to its top as `cd` does; the status.
  private func adopt(_ stack: [OwnedText], entersTop: Bool) throws(ShellError) -> Int32 {
    if entersTop {
      let status = try runCd(arguments(["cd", "--", stack[0].bytes]))
      if status != 0 { return status }
    }
    directory.pushed = Array(stack.dropFirst())
    listDirectories(StackRequest())
    return 0
  }

  private func listDirectories(_ request: StackRequest) {
    for (index, path) in directoryStack.enumerated() {
      if request.isNumbered {
        output.append(index < 10 ? " " : "")
        output.append(decimal: index)
        output.append("  ")
      } else if index > 0 && !request.isVertical {
        output.append(" ")
      }
      appendDirectory(path.bytes, isLong: request.isLong)
      if request.isVertical { output.append("\n") }
    }
    if !request.isVertical { output.append("\n") }
  }

  /// With `~` for HOME unless the whole name is wanted.
  private func appendDirectory(_ path: Bytes, isLong: Bool) {
    guard !isLong, let rest = belowHome(path) else { return appendListing(path) }
    output.append("~")
    appendListing(rest)
  }

  private func reportNoEntry(_ name: Bytes) -> Int32 {
    report(builtin: name, "no such entry in the directory stack")
    return 1
  }

  /// Reads the arguments of all three.
  private func readStackRequest(
    _ arguments: Arguments, _ letters: Bytes
  ) throws(ShellError) -> StackRequest {
    var request = StackRequest()
    var index = 1
    while index < arguments.count {
      let word = arguments[index]
      if let sign = word.first, Bytes("+-").contains(sign), let place = StackIndex(word) {
        request.index = place
      } else if word == "--" {
        index += 1
        break
      } else if word.count > 1 && word.first == UInt8(ascii: "-") {
        for letter in word.dropFirst().array where !request.take(letter, of: letters) {
          throw usageError(word == "--help" ? .help : .unknown(letter), of: arguments)
        }
      } else {
        break
      }
      index += 1
    }
    if index < arguments.count {
      if index + 1 < arguments.count {
        report(arguments[0], ": too many operands")
        throw .utility(status: 2)
      }
      guard arguments[0] == "pushd" else {
        report(arguments[0], ": ", arguments[index], ": not +n or -n")
        throw .utility(status: 2)
      }
      request.directory = arguments[index]
    }
    return request
  }
}

/// `+n` or `-n`; a number alone counts from the top too.
private struct StackIndex {
  private let number: Int
  private let isFromBottom: Bool

  init?(_ word: Bytes) {
    isFromBottom = word.first == UInt8(ascii: "-")
    let isSigned = isFromBottom || word.first == UInt8(ascii: "+")
    guard let number = word.dropFirst(isSigned ? 1 : 0).decimal else { return nil }
    self.number = number
  }

  /// Where that is; outside the stack if there is none.
  func place(in count: Int) -> Int { isFromBottom ? count - 1 - number : number }
}

/// What the arguments of pushd, popd or dirs ask for.
private struct StackRequest {
  var index: StackIndex?
  var directory: Bytes?
  /// The working directory is left alone.
  var staysHere = false
  var clears = false
  var isLong = false
  var isVertical = false
  var isNumbered = false

  /// False if the letter is not one of `letters`.
  mutating func take(_ letter: UInt8, of letters: Bytes) -> Bool {
    guard letters.contains(letter) else { return false }
    switch letter {
    case UInt8(ascii: "n"): staysHere = true
    case UInt8(ascii: "c"): clears = true
    case UInt8(ascii: "l"): isLong = true
    case UInt8(ascii: "v"):
      isVertical = true
      isNumbered = true
    default: isVertical = true
    }
    return true
  }
}

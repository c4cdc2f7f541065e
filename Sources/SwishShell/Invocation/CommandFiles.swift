// Scripts, dot scripts and startup files: how they are opened and run.
import SwishSyntax
import SwishSystem

extension Shell {
  /// Runs what a non-interactive shell was asked to run, and ends.
  public func run(_ program: Program) -> Never {
    switch program {
    case .string(let text):
      mayEndInCommand = true
      runCommands(from: FileSource(self, holding: text), isMain: true)
    case .file(let path):
      let file = FileSource(self, openScript(path))
      sourceFile = file
      runCommands(from: file, isMain: true)
    case .standardInput:
      runCommands(from: StandardInputSource(self), isMain: true)
    }
    terminate()
  }

  /// Opens a script; without a slash in its name it may be in PATH (XCU sh).
  private func openScript(_ path: Bytes) -> FileDescriptor {
    var file = OwnedText(path)
    if !path.contains(UInt8(ascii: "/")) && FileStatus(file.cString) == nil,
      case .found(let found) = search(path, in: value(wellKnown.path) ?? .empty)
    {
      file = found
    }
    let descriptor: FileDescriptor
    do throws(Errno) { descriptor = try openCommands(file) } catch {
      if error == .notExecutable {
        report(path, ": cannot execute binary file")
      } else {
        report(path, error)
      }
      status = error.statusOfCommand
      terminate()
    }
    sourceName = OwnedText(path)
    return descriptor
  }

  /// Opens a file of commands, which a directory is not, nor what looks binary.
  func openCommands(_ path: OwnedText) throws(Errno) -> FileDescriptor {
    readAhead.giveBack()
    let file = try FileDescriptor.openUnlessSignalled(path.cString, .read).movedAway()
    let kind = FileStatus(file)
    if kind?.isDirectory ?? false {
      file.close()
      throw .isDirectory
    }
    // What is read from a pipe would be lost.
    if kind?.isRegular ?? false, looksBinary(file) {
      file.close()
      throw .notExecutable
    }
    return file
  }

  /// Runs an open file's commands in this shell (`.`), and closes it.
  func runFile(_ descriptor: FileDescriptor, name: OwnedText) -> Flow {
    let outer = sourceName
    sourceName = name
    calls.push(CallFrame(name: .none, line: line, file: outer?.bytes))
    control.dotDepth += 1
    let file = FileSource(self, descriptor)
    sourceFile = file
    let flow = runCommands(from: file, isMain: false)
    sourceFile = file.outer
    control.dotDepth -= 1
    _ = calls.pop()
    sourceName = outer
    file.descriptor?.close()
    return flow == .returning ? .next : flow
  }
}

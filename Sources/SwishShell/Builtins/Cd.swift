// cd and pwd (XCU): the working directory, and the name the shell knows it by.
import SwishSyntax
import SwishSystem

/// The working directory by its logical pathname: absolute, without `.` and
/// `..`, through the symbolic links it was reached by.
struct DirectoryState {
  /// nil when the name cannot be had.
  var logical: OwnedText?
  /// Those below it on the stack of pushd.
  var pushed: [OwnedText] = []
}

extension Shell {
  /// PWD of the environment if it is right, else the physical pathname (XCU sh,
  /// ENVIRONMENT VARIABLES).
  func setInitialDirectory() {
    if let inherited = variables.value(wellKnown.pwd), isCanonical(inherited),
      namesWorkingDirectory(inherited.cString)
    {
      directory.logical = OwnedText(inherited)
    } else {
      directory.logical = physicalDirectory()
      if let path = directory.logical {
        variables.set(wellKnown.pwd, path.bytes)
      } else {
        variables.unset(wellKnown.pwd)
      }
    }
    if directory.logical != nil { variables.insert(.exported, wellKnown.pwd) }
  }

  /// The directory may have been moved or removed since it was entered.
  private func namesWorkingDirectory(_ path: UnsafePointer<CChar>) -> Bool {
    guard let named = FileStatus(path), let here = FileStatus(Bytes(".").cString) else {
      return false
    }
    return named.isSameFile(as: here)
  }

  /// Absolute, and no component is `.` or `..`.
  private func isCanonical(_ path: Bytes) -> Bool {
    guard path.first == UInt8(ascii: "/") else { return false }
    var start = 1
    while start <= path.count {
      let end = path.firstIndex(of: UInt8(ascii: "/"), from: start) ?? path.count
      let component = path[start..<end]
      if component == "." || component == ".." { return false }
      start = end + 1
    }
    return true
  }

  private func physicalDirectory() -> OwnedText? {
    try? WorkingDirectory.withPath { OwnedText(Bytes(cString: $0)) }
  }

  // MARK: pwd

  /// `pwd [-L|-P]`
  func runPwd(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "LP")
    var isPhysical = false
    while let letter = try options.next(for: self) { isPhysical = letter == UInt8(ascii: "P") }
    if !isPhysical, let path = directory.logical, namesWorkingDirectory(path.cString) {
      appendListing(path.bytes)
      output.append("\n")
      return 0
    }
    do throws(Errno) {
      try WorkingDirectory.withPath { appendListing(Bytes(cString: $0)) }
    } catch {
      report(builtin: "pwd", "cannot tell the working directory", error)
      return 1
    }
    output.append("\n")
    return 0
  }

  // MARK: cd

  /// `cd [-L|-P [-e]] [directory]`, `cd -`. The status is 1 if only the new
  /// name could not be told (-P -e), 2 for errors.
  func runCd(_ arguments: Arguments) throws(ShellError) -> Int32 {
    var options = OptionParser(arguments, "LPe")
    var isPhysical = false
    var mustKnowName = false
    while let letter = try options.next(for: self) {
      switch letter {
      case UInt8(ascii: "e"): mustKnowName = true
      default: isPhysical = letter == UInt8(ascii: "P")
      }
    }
    let operands = options.operands
    if operands.count > 1 {
      report(builtin: "cd", "too many operands")
      return 2
    }
    guard let (target, isPrevious) = cdTarget(operands) else { return 2 }
    try checkWritable(wellKnown.pwd)
    try checkWritable(wellKnown.oldPwd)

    var path = ByteBuffer(capacity: 128)
    let isAnnounced = appendSearched(target, to: &path) || isPrevious
    if isPhysical {
      path.append(0)
    } else if let problem = makeCanonical(&path) {
      report(builtin: "cd", target, problem)
      return 2
    }
    do throws(Errno) {
      try WorkingDirectory.change(to: shortened(path.bytes).cString)
    } catch {
      report(builtin: "cd", target, error)
      return 2
    }
    let isAbsolute = path[0] == UInt8(ascii: "/")
    let new =
      isPhysical || !isAbsolute
      ? physicalDirectory() : OwnedText(path.bytes.prefix(path.count - 1))
    try enterDirectory(new)
    if isAnnounced, let new {
      appendListing(new.bytes)
      output.append("\n")
    }
    directoryChanged()
    return new == nil && isPhysical && mustKnowName ? 1 : 0
  }

  /// What is left of a pathname too long for the system below the working
  /// directory (step 9); a NUL ends it.
  private func shortened(_ path: Bytes) -> Bytes {
    guard path.count > WorkingDirectory.longestPath, let logical = directory.logical?.bytes,
      path.hasPrefix(logical), path[logical.count] == UInt8(ascii: "/")
    else { return path }
    return path.dropFirst(logical.count + 1)
  }

  /// The directory asked for, and whether it is OLDPWD; nil after a diagnostic.
  private func cdTarget(_ operands: Arguments) -> (OwnedText, isPrevious: Bool)? {
    var target = operands.first ?? Bytes.empty
    if operands.isEmpty {
      guard let home = value(wellKnown.home), !home.isEmpty else {
        report(builtin: "cd", "HOME is not set")
        return nil
      }
      target = home
    } else if target == "-" {
      guard let previous = value(wellKnown.oldPwd), !previous.isEmpty else {
        report(builtin: "cd", "OLDPWD is not set")
        return nil
      }
      return (OwnedText(previous), true)
    } else if target.isEmpty {
      report(builtin: "cd", "the directory is an empty string")
      return nil
    }
    return (OwnedText(target), false)
  }

  /// Appends the pathname of `target`, by CDPATH if that applies (XCU cd, steps
  /// 3 to 6); true if an element of CDPATH that is not empty led to it.
  private func appendSearched(_ target: OwnedText, to path: inout ByteBuffer) -> Bool {
    let name = target.bytes
    let first = name.prefix(name.firstIndex(of: UInt8(ascii: "/")) ?? name.count)
    var isAnnounced: Bool?
    if !first.isEmpty && first != "." && first != ".." {
      forEachElement(ofPath: value(wellKnown.cdPath) ?? .empty) { element in
        path.removeAll()
        path.append(element)
        if let last = element.last, last != UInt8(ascii: "/") { path.append("/") }
        path.append(name)
        path.append(0)
        guard isDirectory(path.bytes.cString) else { return true }
        path.truncate(to: path.count - 1)
        isAnnounced = !element.isEmpty
        return false
      }
    }
    if let isAnnounced { return isAnnounced }
    path.removeAll()
    path.append(name)
    return false
  }

  /// Makes `path` absolute and takes `.` and `..` out of it (steps 7 and 8),
  /// with a NUL behind it; a reason if what `..` leaves is no directory. A path
  /// stays relative where the working directory has no name.
  private func makeCanonical(_ path: inout ByteBuffer) -> Errno? {
    var joined = ByteBuffer(capacity: 128)
    if path.bytes.first != UInt8(ascii: "/") {
      guard let logical = directory.logical ?? physicalDirectory() else {
        path.append(0)
        return nil
      }
      joined.append(logical.bytes)
      if joined.bytes.last != UInt8(ascii: "/") { joined.append("/") }
    }
    joined.append(path.bytes)
    let text = joined.bytes
    // Empty for the root, else a slash stands before each component: two of
    // them at the start may mean something, more do not (step 8c).
    path.removeAll()
    if text.hasPrefix("//") && !text.hasPrefix("///") { path.append("/") }
    var start = 0
    while start <= text.count {
      let end = text.firstIndex(of: UInt8(ascii: "/"), from: start) ?? text.count
      let component = text[start..<end]
      start = end + 1
      if component.isEmpty || component == "." { continue }
      if component == ".." {
        if let problem = dropComponent(&path) { return problem }
      } else {
        path.append("/")
        path.append(component)
      }
    }
    if path.isEmpty || path.bytes == "/" { path.append("/") }
    path.append(0)
    return nil
  }

  private func dropComponent(_ path: inout ByteBuffer) -> Errno? {
    guard let slash = path.bytes.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    path.append(0)
    guard let status = FileStatus(path.bytes.cString) else { return .noEntry }
    if !status.isDirectory { return .notDirectory }
    path.truncate(to: slash)
    return nil
  }

  /// Sets PWD and OLDPWD after the working directory has changed.
  private func enterDirectory(_ new: OwnedText?) throws(ShellError) {
    if let old = directory.logical {
      try assign(wellKnown.oldPwd, old.bytes)
    } else {
      try unset(wellKnown.oldPwd)
    }
    directory.logical = new
    if let new {
      try assign(wellKnown.pwd, new.bytes)
    } else {
      try unset(wellKnown.pwd)
    }
  }

  private func report(builtin: Bytes, _ subject: OwnedText, _ errno: Errno) {
    report(builtin: builtin, subject.bytes, errno)
  }
}

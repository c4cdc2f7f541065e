import SwishShell
import SwishSyntax
import SwishSystem

/// Finds the candidates of a request. This may run in a child of the shell: it
/// changes nothing, and tells only the sink.
struct Completer {
  unowned let host: any TerminalHost
  let request: CompletionRequest
  let sink: CandidateSink

  func collect() {
    switch request.source {
    case .commands, .utilities, .programs:
      if request.source != .programs {
        host.forEachName(request.source == .commands ? .commands : .builtins) { sink.offer($0, $1) }
      }
      // What is found is safe should a directory not answer.
      host.forEachProgram(where: sink.wants, willRead: sink.flush) {
        sink.offer($0, look: .executable)
      }
    case .names(.jobs) where request.place.raw == 0: collectJobs()
    case .processes:
      collectJobs()
      collectProcesses()
    case .names(let kind): host.forEachName(kind) { sink.offer($0, $1) }
    case .options: host.forEachOption(of: request.words.first ?? []) { sink.offer($0, $1) }
    case .variables(let isBraced):
      let suffix = isBraced ? UInt8(ascii: "}") : request.word.quote == 0 ? UInt8(ascii: " ") : 0
      host.forEachName(.variables) { sink.offer($0, $1, suffix: suffix) }
    case .users: forEachUser { sink.offer(Bytes(cString: $0), suffix: UInt8(ascii: "/")) }
    case .files(let filter): collectFiles(in: directory(request.directory), filter)
    case .cd:
      collectFiles(in: directory(request.directory), .directories)
      collectCdPath()
    case .hosts:
      collectHosts()
      if copiesFiles && request.place.raw == 0 {
        collectFiles(in: directory(request.directory), .any)
      }
    case .make: collectMakeTargets()
    case .git: collectGit()
    case .programOptions, .programmed: break
    }
    sink.end()
  }

  private func directory(_ path: [UInt8]) -> [UInt8] { path.isEmpty ? [UInt8(ascii: ".")] : path }

  private func collectJobs() {
    host.forEachName(.jobs) { name, text in
      ([UInt8(ascii: "%")] + name.array).withBytes { sink.offer($0, text) }
    }
  }

  /// Those of the user, with their command lines, which the kernel's own have not.
  private func collectProcesses() {
    guard var entries = Directory(at: "/proc") else { return }
    let user = Process.effectiveUser
    while let entry = entries.next() {
      let name = Bytes(cString: entry)
      guard name.first.map({ $0 &- 48 < 10 }) == true, sink.wants(name) else { continue }
      let folder = Array("/proc/".utf8) + name.array
      guard let status = folder.withCString({ FileStatus($0) }), user == 0 || status.owner == user
      else { continue }
      forEachLine(of: folder + Array("/cmdline".utf8)) { words in
        words.array.map { $0 == 0 ? UInt8(ascii: " ") : $0 }.withBytes { sink.offer(name, $0) }
        return false
      }
    }
  }

  private func collectCdPath() {
    guard let path = host.variable(named: "CDPATH") else { return }
    for element in path.array.split(separator: UInt8(ascii: ":")) {
      collectFiles(in: Array(element) + [UInt8(ascii: "/")] + request.directory, .directories)
    }
  }

  /// Offers names that are known, each with a slash where it is a directory's.
  func offer(files names: [[UInt8]], suffix: UInt8) {
    for name in names {
      var path = request.directory + name
      if path.first == UInt8(ascii: "~"), path.count == 1 || path[1] == UInt8(ascii: "/"),
        let home = host.variable(named: "HOME")
      {
        path.replaceSubrange(0..<1, with: home.array)
      }
      var text = name
      if text.count > 1 && text.last == UInt8(ascii: "/") { text.removeLast() }
      let own = path.withCString { FileStatus($0, followLinks: false) }
      let status = own?.isLink == true ? path.withCString { FileStatus($0) } ?? own : own
      let isFolder = status?.isDirectory == true
      let isProgram = status.map { $0.isRegular && $0.hasExecuteBit } ?? false
      var kind = FileLook.none
      if let own, let status { kind = look(of: own, status, isProgram: isProgram) }
      text.withBytes {
        sink.offer($0, suffix: isFolder ? UInt8(ascii: "/") : suffix, look: kind)
      }
    }
    sink.end()
  }

  func collectFiles(in directory: [UInt8], _ filter: CompletionRequest.FileFilter) {
    var path = ByteBuffer(capacity: 512)
    directory.withBytes { path.append($0) }
    path.append(0)
    guard var entries = Directory(at: cString(path.bytes)) else { return }
    path.truncate(to: directory.count)
    if directory.last != UInt8(ascii: "/") { path.append("/") }
    let base = path.count
    while let entry = entries.next() {
      let name = Bytes(cString: entry)
      guard name != ".", name != "..", sink.wants(name),
        filter != .directories || entries.mayBeDirectory
      else { continue }
      if filter == .any && sink.isFull {
        sink.offer(name)
        continue
      }
      path.truncate(to: base)
      path.append(name)
      path.append(0)
      let file = cString(path.bytes)
      guard let own = FileStatus(file, followLinks: false) else { continue }
      let status = own.isLink ? FileStatus(file) ?? own : own
      let isProgram = status.isRegular && status.hasExecuteBit
      guard status.isDirectory || filter == .any || (filter == .executables && isProgram) else {
        continue
      }
      sink.offer(
        name, suffix: UInt8(ascii: status.isDirectory && !(own.isLink && removes) ? "/" : " "),
        look: look(of: own, status, isProgram: isProgram))
    }
  }

  /// It removes a link itself, which a slash behind would lead through.
  private var removes: Bool { ["rm", "unlink"].contains { request.words.first == Array($0.utf8) } }

  private func look(of own: FileStatus, _ status: FileStatus, isProgram: Bool) -> FileLook {
    if own.isLink { return status.isLink ? .orphan : .link }
    if status.isDirectory { return .directory }
    if status.isFIFO { return .pipe }
    if status.isSocket { return .socket }
    if status.isBlockDevice { return .blockDevice }
    if status.isCharacterDevice { return .characterDevice }
    return isProgram ? .executable : .regular
  }

  // MARK: Small files of others

  /// Calls `body` with each line of a regular file's first 256 KB, until it
  /// returns false.
  func forEachLine(of path: [UInt8], _ body: (Bytes) -> Bool) {
    guard let file = path.withCString({ try? FileDescriptor.open($0, .readAtOnce) }) else { return }
    defer { file.close() }
    guard FileStatus(file)?.isRegular == true else { return }
    var text = ByteBuffer()
    while text.count < 256 * 1024, let count = try? file.read(into: text.reserve(16384)),
      count > 0
    {
      text.commit(count)
    }
    var rest = text.bytes
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.count
      if !body(rest.prefix(end)) { return }
      rest = rest.dropFirst(end + 1)
    }
  }

  /// Targets of the makefile at hand: words before a colon in the first column.
  private func collectMakeTargets() {
    func argument(of option: Bytes) -> [UInt8]? {
      let at = request.words.firstIndex(of: option.array)
      return at.flatMap { $0 + 1 < request.words.count ? request.words[$0 + 1] : nil }
    }
    let folder = argument(of: "-C").map { $0 + [UInt8(ascii: "/")] } ?? []
    let standard = ["GNUmakefile", "makefile", "Makefile"].map { Array($0.utf8) }
    for name in argument(of: "-f").map({ [$0] }) ?? standard {
      var found = false
      forEachLine(of: folder + name) { line in
        found = true
        let isRule = line.first.map { !Bytes(" \t#.").contains($0) } ?? false
        guard isRule, let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return true }
        let isAssignment =
          line.prefix(colon).contains(UInt8(ascii: "="))
          || line.dropFirst(colon + 1).first == UInt8(ascii: "=")
          || line.dropFirst(colon + 1).hasPrefix(":=")
        guard !isAssignment else { return true }
        forEachWord(line.prefix(colon)) { target in
          if !target.contains(UInt8(ascii: "$")) && !target.contains(UInt8(ascii: "%")) {
            sink.offer(target)
          }
        }
        return true
      }
      if found { return }
    }
  }

  /// Its operands are files, of a host if there is a colon.
  private var copiesFiles: Bool {
    ["scp", "sftp", "rsync"].contains { request.words.first == Array($0.utf8) }
  }

  /// Hosts of /etc/hosts, of ssh's configuration, and those ssh has seen.
  private func collectHosts() {
    let suffix = UInt8(ascii: copiesFiles ? ":" : " ")
    forEachLine(of: Bytes("/etc/hosts").array) { line in
      let end = line.firstIndex(of: UInt8(ascii: "#")) ?? line.count
      var isName = false
      forEachWord(line.prefix(end)) { word in
        if isName { sink.offer(word, suffix: suffix) }
        isName = true
      }
      return true
    }
    guard let home = host.variable(named: "HOME") else { return }
    forEachLine(of: home.array + Array("/.ssh/config".utf8)) { line in
      var isHost: Bool?
      forEachWord(line) { word in
        if let isHost {
          let isPattern = word.indices.contains { Bytes("*?!").contains(word[$0]) }
          if isHost && !isPattern { sink.offer(word, suffix: suffix) }
        } else {
          isHost = word == "Host" || word == "host"
        }
      }
      return true
    }
    forEachLine(of: home.array + Array("/.ssh/known_hosts".utf8)) { line in
      // Names, separated by commas; `[name]:port`; hashed ones begin with `|`.
      guard let first = line.first, !Bytes("|#@").contains(first) else { return true }
      let end = line.firstIndex(of: UInt8(ascii: " ")) ?? line.count
      for var name in line.prefix(end).array.split(separator: UInt8(ascii: ",")) {
        if name.first == UInt8(ascii: "["), let close = name.firstIndex(of: UInt8(ascii: "]")) {
          name = name[(name.startIndex + 1)..<close]
        }
        Array(name).withBytes { sink.offer($0, suffix: suffix) }
      }
      return true
    }
  }

  /// Calls `body` with each blank-separated word.
  func forEachWord(_ line: Bytes, _ body: (Bytes) -> Void) {
    var at = 0
    while at < line.count {
      let start = at
      while at < line.count, !Bytes(" \t").contains(line[at]) { at += 1 }
      if at > start { body(line[start..<at]) }
      at += 1
    }
  }
}

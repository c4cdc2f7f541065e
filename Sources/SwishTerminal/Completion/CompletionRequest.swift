import SwishShell
import SwishSyntax
import SwishSystem

/// What is to be completed: a part of a word, and from where.
struct CompletionRequest {
  enum Source: Equatable {
    case commands
    /// What `command` can run, and what a program can.
    case utilities, programs
    case files(FileFilter)
    /// Directories, those of CDPATH too.
    case cd
    case names(NameKind)
    case variables(isBraced: Bool)
    case users, hosts, git, make
    /// Jobs, and processes that may be killed.
    case processes
    /// Of the built-in at hand, of the program at hand.
    case options, programOptions
    /// What `complete` was told.
    case programmed
  }

  struct Programmed {
    /// Where the completed part begins in the word.
    let base: Int
    /// Candidates are inserted as they are.
    var isLiteral = false
    /// The directory that is left out of the names.
    var folder: [UInt8] = []
  }

  enum FileFilter { case any, directories, executables }

  let source: Source
  let word: TypedWord
  /// Where the completed part begins in the word; `start` in the line.
  let place: TypedWord.Place
  let start: Int
  /// The completed part without quotes.
  let typed: [UInt8]
  /// For files: where they are, expanded, with the slash at its end.
  let directory: [UInt8]
  /// The words of the command before this one, without quotes, its name first.
  let words: [[UInt8]]
  /// When the source has nothing, file names may do.
  let mayBeFile: Bool
  /// It had nothing, so file names do.
  let isForFiles: Bool
  var programmed: Programmed?

  /// Nil if nothing can be completed. `line` ends at the cursor.
  init?(_ line: Bytes, host: any TerminalHost, filesOnly: Bool = false) {
    guard let context = CompletionContext(line) else { return nil }
    func read(_ text: Bytes) -> TypedWord {
      TypedWord(
        text, variable: { host.variable(named: $0)?.array },
        home: { user in
          if user.isEmpty { return host.variable(named: "HOME")?.array }
          return user.array.withCString {
            withHomeDirectory(ofUser: $0) { Bytes(cString: $0).array }
          }
        })
    }
    let word = read(line.dropFirst(context.start))
    var words = context.words.map { read(line[$0]).value }
    var role = context.role
    var commands = Source.commands
    // What follows `sudo` and its like is a command again.
    while let name = words.first, role != .redirection, runsItsOperands(name) {
      let next = words.dropFirst().firstIndex {
        $0.first != UInt8(ascii: "-") && !$0.contains(UInt8(ascii: "="))
      }
      if next == nil && word.value.first != UInt8(ascii: "-") {
        role = .command
        commands = commandsRun(by: name)
      }
      words.removeSubrange(..<(next ?? words.count))
    }
    words = withoutAlias(words, host)
    var choice = Choice(word: word, words: words, commands: commands)
    choice.choose(role, host, filesOnly: filesOnly)
    if word.isUnknown && word.parameter == nil { return nil }
    self.word = word
    self.words = words
    source = choice.source
    place = choice.place
    start = context.start + place.raw
    typed = Array(word.value.dropFirst(place.value))
    directory = Array(
      word.value[min(choice.base.value, place.value)..<place.value])
    mayBeFile = choice.mayBeFile
    isForFiles = filesOnly
  }

  /// Of a word whose candidates are known. Nothing in it stands for anything else, for
  /// the candidates spell `~` and `$name` as it does.
  init?(_ line: Bytes, programmed: Programmed) {
    guard let context = CompletionContext(line) else { return nil }
    let raw = line.dropFirst(context.start)
    guard raw.count >= programmed.base else { return nil }
    func read(_ text: Bytes) -> TypedWord {
      TypedWord(
        text, variable: { [UInt8(ascii: "$")] + $0.array }, home: { [UInt8(ascii: "~")] + $0.array }
      )
    }
    word = read(raw)
    let lead = read(raw.prefix(programmed.base))
    var place = TypedWord.Place(
      raw: programmed.base, value: lead.value.count, quote: lead.quote)
    if !programmed.folder.isEmpty {
      let end = place.value + programmed.folder.count
      guard word.name.value == end else { return nil }
      place = word.name
    }
    self.place = place
    start = context.start + place.raw
    typed =
      programmed.isLiteral
      ? raw.dropFirst(place.raw).array : Array(word.value.dropFirst(place.value))
    directory = programmed.folder
    words = []
    source = .programmed
    mayBeFile = false
    isForFiles = false
    self.programmed = programmed
  }

  /// The same request for a line that has grown.
  func renewed(_ line: Bytes, host: any TerminalHost) -> CompletionRequest? {
    if let programmed { return CompletionRequest(line, programmed: programmed) }
    return CompletionRequest(line, host: host, filesOnly: isForFiles)
  }

  /// No matches yet.
  func noMatches(_ host: any TerminalHost) -> Matches {
    if programmed != nil {
      var matches = Matches(typed)
      matches.takesHidden = true
      return matches
    }
    guard case .files = source, let pattern = word.pattern(from: place) else {
      return Matches(typed)
    }
    return Matches(typed, pattern: { name in pattern.withBytes { host.matches($0, name) } })
  }
}

/// The decision about a word's source.
private struct Choice {
  let word: TypedWord
  let words: [[UInt8]]
  /// What a name of a command can be here.
  let commands: CompletionRequest.Source
  var source = CompletionRequest.Source.files(.any)
  /// Where the completed part begins, and for files, the pathname.
  var place = TypedWord.Place()
  var base = TypedWord.Place()
  var mayBeFile = false

  mutating func choose(
    _ role: CompletionContext.Role, _ host: any TerminalHost, filesOnly: Bool
  ) {
    if let parameter = word.parameter {
      source = .variables(isBraced: parameter.isBraced)
      place = parameter.place
    } else if let user = word.user {
      source = .users
      place = user
    } else {
      switch role {
      case .command where !word.value.contains(UInt8(ascii: "/")): source = commands
      case .command: chooseFiles(.executables)
      case .redirection: chooseFiles()
      case .assignment: chooseFiles(behind: word.afterColon ?? word.afterEquals)
      case .argument where filesOnly: chooseFiles(behind: word.afterEquals)
      case .argument: chooseArgument(host)
      }
    }
  }

  private mutating func chooseFiles(
    _ filter: CompletionRequest.FileFilter = .any, behind start: TypedWord.Place? = nil
  ) {
    source = .files(filter)
    base = start ?? TypedWord.Place()
    place = word.name.value > base.value ? word.name : base
  }

  private mutating func chooseArgument(_ host: any TerminalHost) {
    let command = words.first ?? []
    let last = words.count > 1 ? words[words.count - 1] : []
    if isOne(command, of: "fg bg jobs kill wait disown")
      && (word.value.first == UInt8(ascii: "%")
        || (word.value.isEmpty && !isOne(command, of: "kill")))
    {
      source = .names(.jobs)
      if !word.value.isEmpty { place = TypedWord.Place(raw: 1, value: 1) }
    } else if word.value.first == UInt8(ascii: "-") && isOne(command, of: "kill") {
      source = .names(.signals)
      place = TypedWord.Place(raw: 1, value: 1)
    } else if word.value.first == UInt8(ascii: "-") && word.afterEquals == nil
      && !command.isEmpty && !words.contains(Array("--".utf8))
      && !hasName(.functions, command, host)
    {
      source = hasName(.builtins, command, host) ? .options : .programOptions
    } else if isOne(command, of: "cd pushd") {
      chooseFiles(.directories)
      let leads = word.value.first == UInt8(ascii: "/") || word.value.first == UInt8(ascii: ".")
      if !leads { source = .cd }
    } else if isOne(command, of: "rmdir mkdir")
      || (isOne(command, of: "make gmake git") && isOne(last, of: "-C"))
    {
      chooseFiles(.directories)
    } else if isOne(command, of: "unset export readonly local read let") && word.afterEquals == nil
    {
      let isFunction = isOne(command, of: "unset") && words.contains(Array("-f".utf8))
      source = .names(isFunction ? .functions : .variables)
    } else if isOne(command, of: "alias unalias") {
      source = .names(.aliases)
    } else if isOne(command, of: "help") {
      source = .names(.builtins)
    } else if isOne(command, of: "type hash command which man") {
      source = .commands
      mayBeFile = true
    } else if isOne(command, of: "set") && isOne(last, of: "-o +o") {
      source = .names(.setOptions)
    } else if isOne(command, of: "shopt") {
      source = .names(.shoptOptions)
    } else if (isOne(command, of: "kill") && isOne(last, of: "-s -l"))
      || (isOne(command, of: "trap") && words.count > 1)
    {
      source = .names(.signals)
    } else if isOne(command, of: "kill") {
      source = .processes
    } else if isOne(command, of: "ssh scp sftp rsync mosh ping ssh-copy-id ftp telnet")
      || word.afterAt.map({ $0.raw > 1 }) ?? false, !word.value.contains(UInt8(ascii: "/"))
    {
      source = .hosts
      place = word.afterAt ?? TypedWord.Place()
      mayBeFile = true
    } else if isOne(command, of: "make gmake") && word.afterEquals == nil && !isOne(last, of: "-f")
    {
      source = .make
      mayBeFile = true
    } else if isOne(command, of: "git") {
      source = .git
      mayBeFile = true
    } else {
      chooseFiles(behind: word.afterEquals)
    }
  }

}

private func hasName(_ kind: NameKind, _ name: [UInt8], _ host: any TerminalHost) -> Bool {
  var found = false
  name.withBytes { name in host.forEachName(kind) { known, _ in found = found || known == name } }
  return found
}

/// The words of a command with the alias that its name is replaced by plain
/// words, if it has them.
private func withoutAlias(_ words: [[UInt8]], _ host: any TerminalHost) -> [[UInt8]] {
  guard let name = words.first else { return words }
  var value: [UInt8] = []
  name.withBytes { name in
    host.forEachName(.aliases) { alias, text in if alias == name { value = text.array } }
  }
  let isPlain = value.allSatisfy { $0.isNameByte || Bytes(" -./+:").contains($0) }
  guard !value.isEmpty, isPlain else { return words }
  return value.split(separator: UInt8(ascii: " ")).map(Array.init) + words.dropFirst()
}

/// Runs what its operands say, and so completes like that.
private func runsItsOperands(_ command: [UInt8]) -> Bool {
  isOne(command, of: "sudo doas command exec env nohup nice ionice xargs time setsid builtin")
}

private func commandsRun(by name: [UInt8]) -> CompletionRequest.Source {
  if isOne(name, of: "time") { return .commands }
  if isOne(name, of: "builtin") { return .names(.builtins) }
  return isOne(name, of: "command") ? .utilities : .programs
}

/// `word` is one of `list`, which are separated by blanks.
private func isOne(_ word: [UInt8], of list: Bytes) -> Bool {
  guard !word.isEmpty, !word.contains(UInt8(ascii: " ")) else { return false }
  return list.array.split(separator: UInt8(ascii: " ")).contains { $0.elementsEqual(word) }
}

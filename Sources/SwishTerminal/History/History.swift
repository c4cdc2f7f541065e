@preconcurrency import CReadline
import SwishShell
import SwishSyntax
import SwishSystem

/// The commands typed so far: the list that readline keeps, and HISTFILE.
///
/// - A command is one entry, whatever its number of lines; it is in the file
///   before it is executed. When it has ended, its status and duration follow.
/// - The list holds the newest HISTSIZE entries of the file as it was behind the
///   first prompt, and then this session's own commands. What other sessions add
///   to the file is kept apart, so that numbers and `!!` stay what they were.
/// - What cannot be written is kept, and tried again with the next command.
/// - An entry of the list has the time line of its record (HistoryRecord.swift)
///   for what readline calls its timestamp.
final class History {
  unowned let host: any TerminalHost
  /// In bytes: what a damaged file takes for one command is nothing to edit.
  private static let longestEntry = 1 << 20
  /// The lines of the command being typed.
  private var command = ByteBuffer(capacity: 256)
  var isLoaded = false
  /// The number of the current command's entry, if it was kept.
  var currentNumber: Int?
  /// Tells this shell's entries in the file from those of others.
  let session: UInt32
  /// Records that could not be written yet.
  var unwritten = ByteBuffer()
  /// The record of the current command in the file.
  var place: HistoryFile.Place?
  private var start = 0
  /// What was wrong with the file, as it was told.
  private var complaint = ByteBuffer()
  private let probe = FileSystemProbe()
  /// Up to where the file has been read, which file that was, and when.
  private var readOffset = 0
  private var readFile: FileStatus?
  private var readTime = 0
  /// Up to where the file's entries are not in the list yet.
  private var olderEnd = 0
  /// What other sessions have added since, oldest first.
  private(set) var others: [UnsafeMutablePointer<HIST_ENTRY>] = []
  /// Where this session's entries begin in readline's list.
  private(set) var ownIndex = 0

  init(host: any TerminalHost) {
    self.host = host
    let seed = Int(Process.identifier) &* 2_654_435_761 ^ Clock.now ^ Clock.milliseconds << 16
    session = UInt32(truncatingIfNeeded: seed)
  }

  // MARK: The command being typed

  /// Adds a line, with its newline, to the command being typed.
  func add(_ line: Bytes) { command.append(line) }

  /// What was typed of the command so far.
  var typed: Bytes { command.bytes }

  /// The command being typed is void.
  func discard() { command.removeAll() }

  /// The command is complete: makes it an entry, if it is to be kept.
  func commit() {
    while command.bytes.last == UInt8(ascii: "\n") { command.truncate(to: command.count - 1) }
    if command.isEmpty { return }
    defer { command.removeAll() }
    load()
    currentNumber = nil
    place = nil
    start = Clock.milliseconds
    if isKept(command.bytes) { append(command.bytes) }
  }

  /// The current command has ended, with the host's status.
  func finish() {
    let number = currentNumber
    currentNumber = nil
    guard let place, let file = file() else { return }
    self.place = nil
    let duration = Clock.milliseconds - start
    file.complete(place, status: host.status, milliseconds: duration)
    guard let number,
      let line = history_get(Int32(truncatingIfNeeded: number))?.pointee.timestamp
    else { return }
    // In the list too; the field has a width.
    var result = ByteBuffer(capacity: 16)
    HistoryRecord.appendResult(status: host.status, milliseconds: duration, to: &result)
    let offset = HistoryRecord.resultOffset(Bytes(cString: line))
    if strlen(line) >= offset + result.count {
      memcpy(line + offset, result.bytes.start, result.count)
    }
  }

  // MARK: The list

  /// Makes an entry, in the list and in the file.
  func append(_ text: Bytes) {
    load()
    if listSize == 0 { return }
    if controls("erasedups") { eraseCopies(of: text) }
    var record = ByteBuffer(capacity: text.count + 128)
    let timeLine = HistoryRecord.append(
      text, time: Clock.now, session: session,
      directory: host.variable(named: "PWD") ?? .empty, to: &record)
    add(text, timeLine: record.bytes.prefix(timeLine))
    limitList()
    currentNumber = Int(history_base + history_length) - 1
    write(record.bytes)
  }

  /// Adds an entry at the end of the list.
  func add(_ text: Bytes, timeLine: Bytes) {
    guard let line = duplicate(text) else { return }
    add_history(line)
    free(line)
    guard !timeLine.isEmpty, let stamp = duplicate(timeLine) else { return }
    add_history_time(stamp)
    free(stamp)
  }

  func removeFromList(_ number: Int) {
    guard let entry = remove_history(Int32(truncatingIfNeeded: number) - history_base) else {
      return
    }
    free(free_history_entry(entry))
    if number - Int(history_base) < ownIndex { ownIndex -= 1 }
    using_history()
  }

  func limitList() {
    let (base, count) = (history_base, history_length)
    if let size = listSize { stifle_history(Int32(clamping: size)) } else { unstifle_history() }
    // readline forgets what the base was before.
    history_base = base + count - history_length
    ownIndex = max(0, ownIndex - Int(count - history_length))
  }

  /// The entry with that number, or nothing.
  func text(_ number: Int) -> Bytes {
    loadAll()
    guard let entry = history_get(Int32(truncatingIfNeeded: number)) else { return .empty }
    return entry.pointee.line.map { Bytes(cString: $0) } ?? .empty
  }

  var numbers: Range<Int> {
    loadAll()
    return Int(history_base)..<Int(history_base + history_length)
  }

  private func eraseCopies(of text: Bytes) {
    for number in numbers.reversed() where self.text(number) == text { removeFromList(number) }
  }

  // MARK: The file

  /// HISTFILE; nil when there is none.
  func file() -> HistoryFile? {
    guard let path = host.variable(named: "HISTFILE"), !path.isEmpty else { return nil }
    return file(path, probe)
  }

  func file(_ path: Bytes, _ probe: FileSystemProbe = FileSystemProbe()) -> HistoryFile {
    // Where something is wrong, it is not waited for with every command.
    HistoryFile(
      path: path, from: host.variable(named: "PWD") ?? .empty,
      patience: complaint.isEmpty ? 2000 : 20, probe)
  }

  /// Fills the list from the file, once; where there is none yet, it begins
  /// with what bash kept. What is wrong with it the first command will tell.
  func load() {
    if isLoaded { return }
    isLoaded = true
    defer { using_history() }
    guard let file = file(), listSize != 0 else { return }
    if file.status == nil { importFromBash(into: file) }
    var text = ByteBuffer()
    let count = min(listSize ?? Int.max, 10_000)
    guard let (records, place) = try? file.readTail(count, into: &text) else { return }
    insert(records)
    readOffset = place.upperBound
    olderEnd = listSize == count ? 0 : place.lowerBound
    readFile = file.status
    readTime = Clock.now
    limitList()
    ownIndex = listCount
  }

  /// Nobody looks at the beginning of a long list at first, so that it joins the
  /// list only here.
  func loadAll() {
    load()
    guard olderEnd > 0, let file = file() else { return }
    let end = olderEnd
    olderEnd = 0
    var text = ByteBuffer()
    guard let now = file.status, readFile?.isSameFile(as: now) == true,
      (try? file.read(from: 0, into: &text)) == true
    else { return }
    var parser = HistoryParser(text.bytes.prefix(end))
    var records: [HistoryRecord] = []
    while let record = parser.next() { records.append(record) }
    let count = listCount
    insert(records.suffix(max(0, (listSize ?? Int.max) - count)))
    ownIndex += listCount - count
    currentNumber = currentNumber.map { $0 + listCount - count }
    using_history()
  }

  /// Inserts entries at the beginning of the list. `add_history` would make a
  /// time of its own for each.
  private func insert(_ records: ArraySlice<HistoryRecord>) {
    typealias Entry = UnsafeMutablePointer<HIST_ENTRY>
    let old = history_list()
    let size = records.count + listCount + 64
    // readline frees and enlarges all of it.
    guard let room = malloc(size * MemoryLayout<Entry?>.stride) else { return }
    let entries = room.assumingMemoryBound(to: Entry?.self)
    var count = 0
    for record in records where record.text.count <= Self.longestEntry {
      guard let room = malloc(MemoryLayout<HIST_ENTRY>.stride) else { break }
      let entry = room.assumingMemoryBound(to: HIST_ENTRY.self)
      entry.initialize(
        to: HIST_ENTRY(
          line: duplicate(record.text), timestamp: duplicate(record.timeLine), data: nil))
      entries[count] = entry
      count += 1
    }
    for index in 0..<listCount {
      entries[count] = old?[index]
      count += 1
    }
    entries[count] = nil
    var state = HISTORY_STATE(
      entries: entries, offset: Int32(count), length: Int32(count), size: Int32(size), flags: 0)
    history_set_history_state(&state)
    free(old)
  }

  /// Adds the entries of a file to the list.
  func addEntries(of text: Bytes) {
    var parser = HistoryParser(text)
    while let entry = parser.next() {
      if entry.text.count <= Self.longestEntry { add(entry.text, timeLine: entry.timeLine) }
    }
  }

  /// Takes notice of what other sessions have added to the file.
  func refresh() {
    load()
    guard listSize != 0, let file = file(), let now = file.status, now.isRegular else { return }
    let isSame = readFile.map { $0.isSameFile(as: now) && now.size >= readOffset } ?? false
    if isSame && now.size == readOffset { return }
    if !isSame {
      // Written anew, and so read anew: what is older is known.
      forgetOthers()
      readOffset = 0
      olderEnd = 0
    }
    var text = ByteBuffer()
    guard (try? file.read(from: readOffset, into: &text)) == true else { return }
    var parser = HistoryParser(text.bytes)
    while let entry = parser.next() {
      let isNew = isSame || HistoryRecord.time(entry.timeLine) >= readTime
      if !isNew || HistoryRecord.session(entry.timeLine) == session { continue }
      if entry.text.count > Self.longestEntry { continue }
      // The text is copied, the time line is not.
      let text = duplicate(entry.text)
      if let made = alloc_history_entry(text, duplicate(entry.timeLine)) { others.append(made) }
      free(text)
    }
    readOffset += parser.position
    readFile = now
  }

  /// What other sessions have added joins the list.
  func takeOthers() {
    refresh()
    for entry in others {
      add(Bytes(cString: entry.pointee.line), timeLine: Bytes(cString: entry.pointee.timestamp))
    }
    forgetOthers()
    readTime = Clock.now
    limitList()
    using_history()
  }

  func forgetOthers() {
    for entry in others { free(free_history_entry(entry)) }
    others.removeAll()
  }

  private func importFromBash(into file: borrowing HistoryFile) {
    guard let home = host.variable(named: "HOME") else { return }
    var name = ByteBuffer()
    name.append(home)
    name.append("/.bash_history")
    var old = ByteBuffer()
    guard (try? self.file(name.bytes).read(from: 0, into: &old)) == true,
      !old.isEmpty
    else { return }
    var new = ByteBuffer(capacity: old.count)
    var parser = HistoryParser(old.bytes)
    while let entry = parser.next() {
      HistoryRecord.append(
        entry.text, time: HistoryRecord.time(entry.timeLine), session: 0, directory: .empty,
        to: &new)
    }
    file.create(new.bytes)
  }

  private func write(_ record: Bytes) {
    guard let file = file() else { return }
    unwritten.append(record)
    tell { () throws(HistoryError) in
      place = try file.append(unwritten.bytes, lastLength: record.count)
      unwritten.removeAll()
    }
  }

  /// Writes what could not be written before.
  func flush() {
    guard !unwritten.isEmpty, let file = file() else { return }
    tell { () throws(HistoryError) in
      _ = try file.append(unwritten.bytes, lastLength: 0)
      unwritten.removeAll()
    }
  }

  /// The shell ends: HISTFILESIZE cuts the file, if somebody set it.
  func close() {
    finish()
    flush()
    guard isLoaded, let limit = host.variable(named: "HISTFILESIZE")?.smallNumber,
      let file = file()
    else { return }
    tell { () throws(HistoryError) in
      try file.rewrite { old, new in
        var counter = HistoryParser(old)
        var count = 0
        while counter.next() != nil { count += 1 }
        if count <= limit { return false }
        var parser = HistoryParser(old)
        for _ in 0..<(count - limit) { _ = parser.next() }
        new.append(old.dropFirst(parser.position))
        return true
      }
    }
  }

  /// Does something with the file; what is wrong with it is told once.
  func tell(_ action: () throws(HistoryError) -> Void) {
    do throws(HistoryError) {
      try action()
      complaint.removeAll()
    } catch {
      var text = ByteBuffer()
      text.append("history: ")
      text.append(host.variable(named: "HISTFILE") ?? .empty)
      text.append(": ")
      error.appendReason(to: &text)
      if text.bytes == complaint.bytes { return }
      complaint.removeAll()
      complaint.append(text.bytes)
      host.complain(text.bytes)
    }
  }
}

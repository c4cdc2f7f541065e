/// Jobs by the number of a process: a hash table. (A dictionary costs more when it
/// is first used than it takes to start the shell.)
final class ProcessIndex {
  private struct Entry {
    /// 0: never used.
    var pid: Int32 = 0
    var job: Unmanaged<Job>?
  }

  // SAFETY: `entries` holds `capacity` entries, a power of two or none at all; at
  // least half of them were never used, so that a search ends. The jobs are retained.
  private var entries = UnsafeMutablePointer<Entry>.allocate(capacity: 1)
  private var capacity = 0
  private var used = 0
  private(set) var count = 0

  deinit {
    visit { Unmanaged.passUnretained($0).release() }
    entries.deallocate()
  }

  var isEmpty: Bool { count == 0 }

  func visit(_ body: (Job) -> Void) {
    if isEmpty { return }
    for i in 0..<capacity {
      if let job = entries[i].job { body(job.takeUnretainedValue()) }
    }
  }

  /// Commands without a process have no entry.
  subscript(pid: Int32) -> Job? {
    get { isEmpty ? nil : entries[place(of: pid)].job?.takeUnretainedValue() }
    set {
      remove(pid)
      guard let newValue, pid != 0 else { return }
      if used * 2 >= capacity { makeRoom() }
      let i = place(of: pid)
      if entries[i].pid == 0 { used += 1 }
      entries[i] = Entry(pid: pid, job: Unmanaged.passRetained(newValue))
      count += 1
    }
  }

  private func remove(_ pid: Int32) {
    if isEmpty { return }
    let i = place(of: pid)
    guard let job = entries[i].job else { return }
    entries[i].job = nil
    count -= 1
    job.release()
  }

  /// For a copy of the shell, where to free anything would copy its page.
  func forget() { (capacity, used, count) = (0, 0, 0) }

  private func place(of pid: Int32) -> Int {
    var i = Int(pid) & (capacity - 1)
    while entries[i].pid != pid && entries[i].pid != 0 { i = (i + 1) & (capacity - 1) }
    return i
  }

  /// Leaves out what was removed; three quarters are free then.
  private func makeRoom() {
    let (old, size) = (entries, capacity)
    capacity = 16
    while capacity < count * 4 { capacity *= 2 }
    used = count
    entries = .allocate(capacity: capacity)
    entries.initialize(repeating: Entry(), count: capacity)
    for i in 0..<size where old[i].job != nil { entries[place(of: old[i].pid)] = old[i] }
    old.deallocate()
  }
}

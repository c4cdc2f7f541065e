import SwishSyntax
import SwishSystem
import Testing

@testable import SwishShell

@Suite struct JobTests {
  private let exited3 = WaitStatus(raw: 3 << 8)
  private let exited0 = WaitStatus(raw: 0)
  private let stopped = WaitStatus(raw: 20 << 8 | 0x7f)
  private let continued = WaitStatus(raw: 0xffff)

  @Test func aJobRunsUntilAllItsProcessesHaveEnded() {
    let job = Job(group: 0, processes: [1, 2])
    job.update(1, exited3)
    #expect(job.state == .running)
    job.update(2, exited0)
    #expect(job.state == .done)
    #expect(job.status == 0)
  }

  @Test func underPipefailTheLastFailureCounts() {
    let job = Job(group: 0, processes: [1, 2])
    job.usesPipefail = true
    job.update(1, exited3)
    job.update(2, exited0)
    #expect(job.status == 3)
  }

  @Test func aStoppedJobMayGoOn() {
    let job = Job(group: 0, processes: [1])
    job.update(1, stopped)
    #expect(job.state == .stopped)
    #expect(job.status == 148)
    job.update(1, continued)
    #expect(job.state == .running)
  }

  @Test(
    arguments: [
      (11 | 0x80, "Segmentation fault (core dumped)"), (11, "Segmentation fault"),
      (3 << 8, "Exit 3"), (0, "Done"), (20 << 8 | 0x7f, "Stopped"),
    ] as [(Int32, String)])
  func aJobsLineTellsHowItEnded(raw: Int32, words: String) {
    let shell = Shell(name: Bytes("test"))
    let job = Job(group: 0, processes: [1])
    shell.jobs.addToTable(job)
    job.update(1, WaitStatus(raw: raw))
    var line = ByteBuffer()
    shell.appendJobLine(job, to: &line)
    let text = line.bytes.description.dropFirst(6)
    #expect(text.trimmingPrefix(" ").prefix { $0 != "\n" }.hasPrefix(words))
    #expect(text.contains("(core dumped)") == words.contains("(core dumped)"))
  }

  @Test func theCurrentJobIsTheOneStoppedLast() {
    var table = JobTable()
    let jobs = (1...3).map { Job(group: 0, processes: [Int32($0)]) }
    for job in jobs {
      table.register(job)
      table.addToTable(job)
    }
    #expect(table.current === jobs[2])
    table.update(1, stopped)
    #expect(table.current === jobs[0])
    #expect(table.previous === jobs[2])
  }

  @Test func jobsAreFoundByNumberNameAndPart() {
    var table = JobTable()
    for (pid, text) in [(Int32(1), "sleep 10"), (2, "sort file"), (3, "sleep 20")] {
      let job = Job(group: 0, processes: [pid])
      job.text = { OwnedText(Array(text.utf8)) }
      table.register(job)
      table.addToTable(job)
    }
    func pid(_ name: StaticString) -> Int32? {
      if case .found(let job) = table.find(Bytes(name)) { return job.lastProcess }
      return nil
    }
    #expect(pid("%2") == 2)
    #expect(pid("%so") == 2)
    #expect(pid("%?20") == 3)
    #expect(pid("%+") == 3)
    #expect(pid("%-") == 2)
    #expect(pid("%9") == nil)
    guard case .ambiguous = table.find(Bytes("%sl")) else {
      Issue.record("'%sl' should be ambiguous")
      return
    }
  }

  @Test func numbersGoOnFromTheHighestInUse() {
    var table = JobTable()
    let jobs = (1...3).map { Job(group: 0, processes: [Int32($0)]) }
    for job in jobs { table.addToTable(job) }
    table.remove(jobs[0])
    let next = Job(group: 0, processes: [9])
    table.addToTable(next)
    #expect(next.number == 4)
  }
}

extension Job {
  fileprivate convenience init(group: Int32, processes: [Int32]) {
    self.init(group: group)
    for pid in processes { add(pid) }
  }
}

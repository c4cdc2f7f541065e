import Glibc
import TestSupport
import Testing

/// What a user has in mind of the jobs: numbers, states, and which is current.
private struct JobModel {
  struct Job {
    let number: Int
    let text: String
    var isStopped = false
    var lastUse = 0
  }

  var jobs: [Job] = []
  private var clock = 0

  /// The jobs by rank: the stopped ones used last, then the others used last.
  private var ranked: [Job] {
    jobs.sorted { $0.isStopped != $1.isStopped ? $0.isStopped : $0.lastUse > $1.lastUse }
  }

  /// The output of `jobs`.
  var listing: [String] {
    let ranked = ranked
    return jobs.map { job in
      let mark =
        job.number == ranked[0].number
        ? "+" : ranked.count > 1 && job.number == ranked[1].number ? "-" : " "
      let state = job.isStopped ? "Stopped" : "Running"
      let padding = String(repeating: " ", count: 24 - state.count)
      return "[\(job.number)]\(mark)  \(state)\(padding)\(job.text)\(job.isStopped ? "" : " &")"
    }
  }

  mutating func add(_ text: String, isStopped: Bool) {
    jobs.append(Job(number: (jobs.last?.number ?? 0) + 1, text: text, isStopped: isStopped))
    use(jobs.count - 1)
  }

  mutating func use(_ index: Int) {
    clock += 1
    jobs[index].lastUse = clock
  }
}

extension Dialogues {
  @Suite struct JobModels {
    private static let commands = ["sleep 999", pipeline, "( sleep 999; : )"]
    private static let pipeline = "sleep 999 | sleep 998"

    /// Starts, stops, continues and ends jobs at random, from a fixed seed;
    /// after each step `jobs` must list what the model has.
    @Test(.swishOnly("bash shows some texts and marks otherwise"))
    func randomOperationsAgreeWithAModel() throws {
      let terminal = try PtyTerminal(columns: 100, rows: 50)
      var model = JobModel()
      var random = Generator(state: 4)
      for step in 1...300 {
        let command = Self.commands[random.next(Self.commands.count)]
        let index = model.jobs.isEmpty ? 0 : random.next(model.jobs.count)
        // Few jobs are started while many are there.
        let choice = model.jobs.isEmpty ? 0 : random.next(model.jobs.count < 6 ? 10 : 8)
        let operation: String
        switch choice {
        case 0, 9:
          operation = "\(command) &"
          try terminal.run(operation)
          model.add(command, isStopped: false)
          // SIGSTOP before that leaves the subshell in vfork.
          let programs = model.jobs.reduce(0) { $0 + ($1.text == Self.pipeline ? 2 : 1) }
          try terminal.eventually("\(operation) runs") {
            let running = ProcessTable.session(terminal.process.id)
            return running.count { $0.name == "sleep" && $0.state != "Z" } == programs
          }
        case 8:
          operation = "\(command), ^Z"
          if command == Self.pipeline {
            try terminal.stop(command, program: "sleep", "sleep")
          } else {
            try terminal.stop(command, program: "sleep")
          }
          model.add(command, isStopped: true)
        default:
          operation = try operate(choice, on: index, &model, terminal)
        }
        try terminal.eventually("step \(step): \(operation): \(model.listing)") {
          try terminal.run("jobs") == model.listing
        }
      }
      try terminal.eventually("what ended is reaped") {
        ProcessTable.children(of: terminal.process.id).allSatisfy { $0.state != "Z" }
      }
    }

    /// One of the operations on a job that is there; what it was.
    private func operate(
      _ choice: Int, on index: Int, _ model: inout JobModel, _ terminal: PtyTerminal
    ) throws -> String {
      let job = model.jobs[index]
      switch choice {
      case 1, 2:
        // To the foreground, and stopped or ended there.
        try bringForward(job.number, terminal, key: choice == 1 ? "Z" : "C")
        if choice == 2 {
          model.jobs.remove(at: index)
          return "fg %\(job.number), ^C"
        }
        model.jobs[index].isStopped = true
        model.use(index)
        return "fg %\(job.number), ^Z"
      case 3:
        try terminal.run("bg %\(job.number)")
        model.jobs[index].isStopped = false
        model.use(index)
        return "bg %\(job.number)"
      case 4, 5:
        try terminal.run("kill -STOP %\(job.number)")
        model.jobs[index].isStopped = true
        return "kill -STOP %\(job.number)"
      case 6:
        try terminal.run("kill -CONT %\(job.number)")
        model.jobs[index].isStopped = false
        return "kill -CONT %\(job.number)"
      default:
        try terminal.run("kill %\(job.number)")
        model.jobs.remove(at: index)
        return "kill %\(job.number)"
      }
    }

    private func bringForward(_ number: Int, _ terminal: PtyTerminal, key: Character) throws {
      terminal.type("fg %\(number)\r")
      let group = try terminal.expectForeground("sleep").group
      try terminal.eventually("all of the job runs") {
        ProcessTable.session(terminal.process.id).allSatisfy {
          $0.group != group || $0.state != "T"
        }
      }
      let from = terminal.screen.absoluteRow
      terminal.control(key)
      try terminal.expectPrompt(below: from)
    }

    /// Knuth's multiplier; the high bits.
    private struct Generator {
      var state: UInt64

      mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
      }
    }
  }
}

import Glibc
import SwishSystem
import Testing

@Suite(.serialized) struct ProcessTests {
  /// Runs a program by spawn and returns how it ended.
  private func run(
    _ words: [String], configure: (inout SpawnRequest) -> Void = { _ in }
  ) throws -> WaitStatus {
    let strings = words.map { word in
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: word.utf8.count + 1)
      for (i, byte) in word.utf8.enumerated() { copy[i] = CChar(bitPattern: byte) }
      copy[word.utf8.count] = 0
      return Optional(copy)
    }
    defer { for string in strings { string?.deallocate() } }
    let empty: [UnsafeMutablePointer<CChar>?] = [nil]
    return try (strings + [nil]).withUnsafeBufferPointer { vector in
      try empty.withUnsafeBufferPointer { environment in
        guard let arguments = vector.baseAddress, let path = strings.first ?? nil,
          let none = environment.baseAddress
        else { throw Errno.invalid }
        var request = SpawnRequest(path: path, arguments: arguments, environment: none)
        configure(&request)
        let pid = try Process.spawn(request)
        var raw: Int32 = 0
        // Other tests have children too.
        while waitpid(pid, &raw, 0) < 0 && errno == EINTR {}
        return WaitStatus(raw: raw)
      }
    }
  }

  @Test func anExitStatusIsTheShellsStatus() throws {
    let status = try run(["/bin/sh", "-c", "exit 3"])
    #expect(status.termSignal == nil)
    #expect(status.shellStatus == 3)
  }

  @Test func aSignalIsAStatusAbove128() throws {
    let status = try run(["/bin/sh", "-c", "kill -TERM $$"])
    #expect(status.termSignal == .terminate)
    #expect(status.shellStatus == 143)
  }

  @Test func aMissingProgramIsAnErrorOfTheParent() {
    #expect(throws: SpawnFailure.self) { try run(["/nonexistent/program"]) }
    do { _ = try run(["/nonexistent/program"]) } catch {
      #expect((error as? SpawnFailure)?.errno == .noEntry)
    }
  }

  @Test func stepsArrangeDescriptorsInTheChild() throws {
    let pipe = try FileDescriptor.pipe()
    let steps = [
      DescriptorStep(source: pipe.write.number, target: 1),
      DescriptorStep(source: 1, target: 2),
    ]
    let status = try steps.withUnsafeBufferPointer { steps in
      try run(["/bin/sh", "-c", "echo out; echo err >&2"]) {
        $0.steps = steps.baseAddress
        $0.stepCount = 2
      }
    }
    pipe.write.close()
    var room = [UInt8](repeating: 0, count: 64)
    let n = try room.withUnsafeMutableBytes { room in
      try pipe.read.read(into: room)
    }
    pipe.read.close()
    #expect(status.shellStatus == 0)
    #expect(String(decoding: room[0..<n], as: UTF8.self) == "out\nerr\n")
  }

  @Test func aBadDescriptorNamesItsStep() {
    let steps = [DescriptorStep(source: 987, target: 1)]
    steps.withUnsafeBufferPointer { steps in
      do {
        _ = try run(["/bin/true"]) {
          $0.steps = steps.baseAddress
          $0.stepCount = 1
        }
        Issue.record("the spawn should have failed")
      } catch {
        let failure = error as? SpawnFailure
        #expect(failure?.step == 0)
        #expect(failure?.errno == .badDescriptor)
      }
    }
  }

  @Test func aChildCanLeadAGroupOfItsOwn() throws {
    let status = try run(["/bin/sh", "-c", "test $(ps -o pgid= -p $$) -eq $$"]) {
      $0.processGroup = 0
    }
    #expect(status.shellStatus == 0)
  }
}

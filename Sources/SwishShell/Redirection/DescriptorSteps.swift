import SwishSyntax
import SwishSystem

/// What a child does to its descriptors before exec, and the files opened for
/// it, which this process closes.
struct DescriptorSteps: ~Copyable {
  private var steps = Stack<DescriptorStep>(capacity: 4)
  private var opened = Stack<FileDescriptor>(capacity: 4)

  var count: Int { steps.count }

  /// Valid until the next is appended.
  var start: UnsafePointer<DescriptorStep> { steps.start(at: 0) }

  mutating func append(opened file: FileDescriptor, target: FileDescriptor) {
    opened.push(file)
    append(source: file, target: target)
  }

  mutating func append(source: FileDescriptor, target: FileDescriptor) {
    steps.push(DescriptorStep(source: source.number, target: target.number))
  }

  /// The first step's target stays what it is.
  mutating func leaveFirstInPlace() {
    if count > 0 { steps[0].source = steps[0].target }
  }

  /// A step gives `descriptor` a new meaning.
  func sets(_ descriptor: FileDescriptor, before end: Int = .max) -> Bool {
    for i in 0..<min(count, end) where steps[i].target == descriptor.number { return true }
    return false
  }

  /// The descriptor that a failed step was to copy.
  func source(of step: Int) -> Int {
    step >= 0 && step < count ? Int(steps[step].source) : -1
  }

  mutating func closeOpened() {
    while let file = opened.pop() { file.close() }
  }
}

extension Shell {
  /// The steps that give a child its redirections. Files are opened here, so
  /// that errors are ours; descriptors are arranged in the child.
  func prepare(_ list: NodeList, _ steps: inout DescriptorSteps) throws(ShellError) {
    readAhead.giveBack()
    for i in 0..<list.count {
      let redirection = Redirection(list[i])
      guard let (target, file) = try take(redirection, isApart: false) else { continue }
      switch file {
      case .opened(let file): try append(file, as: target, to: &steps)
      case .openedForBoth(let file):
        try append(file, as: target, to: &steps)
        steps.append(source: target, target: .standardError)
      case .copy(let source, let moves):
        if !steps.sets(source) { try check(source, for: redirection) }
        steps.append(source: source, target: target)
        if moves && source != target { steps.append(source: FileDescriptor(-1), target: source) }
      case .close: steps.append(source: FileDescriptor(-1), target: target)
      }
    }
  }

  private func append(
    _ file: FileDescriptor, as target: FileDescriptor, to steps: inout DescriptorSteps
  ) throws(ShellError) {
    let kept: FileDescriptor
    do throws(Errno) { kept = try file.movedAwayIfPossible() } catch {
      try failDescriptor(file, error)
    }
    steps.append(opened: kept, target: target)
    // Where it could not move it may be in the way.
    if steps.sets(kept, before: steps.count - 1) { try failDescriptor(kept, .tooManyFiles) }
  }
}

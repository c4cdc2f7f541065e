import SwishSyntax
import SwishSystem

/// What a child does to its descriptors before exec, and the files opened for
/// it, which this process closes.
struct DescriptorSteps: ~Copyable {
  private var steps: UnsafeMutablePointer<DescriptorStep>?
  private(set) var count = 0
  private var capacity = 0
  private var opened = Stack<FileDescriptor>(capacity: 4)

  deinit { steps?.deallocate() }

  var start: UnsafePointer<DescriptorStep>? { UnsafePointer(steps) }

  mutating func append(opened file: FileDescriptor, target: FileDescriptor) {
    opened.push(file)
    append(source: file, target: target)
  }

  mutating func append(source: FileDescriptor, target: FileDescriptor) {
    if count == capacity {
      let moved = UnsafeMutablePointer<DescriptorStep>.allocate(capacity: max(4, capacity * 2))
      if let steps {
        moved.moveInitialize(from: steps, count: count)
        steps.deallocate()
      }
      steps = moved
      capacity = max(4, capacity * 2)
    }
    guard let steps else { return }
    (steps + count).initialize(
      to: DescriptorStep(source: source.number, target: target.number))
    count += 1
  }

  /// The first step's target stays what it is.
  mutating func leaveFirstInPlace() {
    if let steps, count > 0 { steps[0].source = steps[0].target }
  }

  /// A step gives `descriptor` a new meaning.
  func sets(_ descriptor: FileDescriptor, before end: Int = .max) -> Bool {
    guard let steps else { return false }
    for i in 0..<min(count, end) where steps[i].target == descriptor.number { return true }
    return false
  }

  /// The descriptor that a failed step was to copy.
  func source(of step: Int) -> Int {
    guard let steps, step >= 0, step < count else { return -1 }
    return Int(steps[step].source)
  }

  mutating func closeOpened() {
    while let file = opened.pop() { file.close() }
  }
}

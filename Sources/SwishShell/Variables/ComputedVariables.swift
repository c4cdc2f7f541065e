// Variables that are computed when they are read: RANDOM, SECONDS and others
// that bash has too.
//
// Nothing is done for them at start: they are unset until somebody reads one or
// assigns to it, and an unset variable is looked for here. Then they are
// `.computed`, as LINENO is. An assignment seeds RANDOM and sets SECONDS; it
// makes the others ordinary variables, and so does `unset`.
import SwishSyntax
import SwishSystem

enum ComputedVariable: UInt8 {
  case random, secureRandom, seconds, epochSeconds, epochRealTime
  case command, subshellDepth, functionNames, sources, callLines, pipeStatus
  case user, effectiveUser, host, system, machine, machineAndSystem

  @inline(__always)
  init?(_ name: Bytes) {
    // By far the most names are none of them.
    guard let first = name.first, name.count >= 3 && name.count <= 13 else { return nil }
    switch first {
    case UInt8(ascii: "B"), UInt8(ascii: "E"), UInt8(ascii: "F"), UInt8(ascii: "H"),
      UInt8(ascii: "M"), UInt8(ascii: "O"), UInt8(ascii: "P"), UInt8(ascii: "R"),
      UInt8(ascii: "S"), UInt8(ascii: "U"):
      self.init(spelled: name)
    default: return nil
    }
  }

  @inline(never)
  private init?(spelled name: Bytes) {
    var code: UInt8 = 0
    while let variable = ComputedVariable(rawValue: code) {
      if name == variable.name {
        self = variable
        return
      }
      code += 1
    }
    return nil
  }

  private var name: Bytes {
    switch self {
    case .random: "RANDOM"
    case .secureRandom: "SRANDOM"
    case .seconds: "SECONDS"
    case .epochSeconds: "EPOCHSECONDS"
    case .epochRealTime: "EPOCHREALTIME"
    case .command: "BASH_COMMAND"
    case .subshellDepth: "BASH_SUBSHELL"
    case .functionNames: "FUNCNAME"
    case .sources: "BASH_SOURCE"
    case .callLines: "BASH_LINENO"
    case .pipeStatus: "PIPESTATUS"
    case .user: "UID"
    case .effectiveUser: "EUID"
    case .host: "HOSTNAME"
    case .system: "OSTYPE"
    case .machine: "HOSTTYPE"
    case .machineAndSystem: "MACHTYPE"
    }
  }

  /// It changes from one reading to the next.
  var isVolatile: Bool { rawValue <= Self.pipeStatus.rawValue }
  /// An assignment gives it another value to go on from.
  var takesAssignments: Bool { self == .random || self == .seconds }
}

/// What RANDOM and SECONDS go on from; a subshell has its own.
struct ComputedState {
  /// Of the generator; 0 until it is seeded.
  var seed: UInt32 = 0
  var lastRandom: Int64 = -1
  /// The time at which SECONDS was 0.
  var start: Int?
  /// Variables that have lost their meaning, a bit each.
  var lost: UInt32 = 0
  /// Whether a command has begun since the pipeline that PIPESTATUS is about.
  var hasBegunSince = false

  func hasLost(_ variable: ComputedVariable) -> Bool { lost & 1 << variable.rawValue != 0 }

  /// The generator of Park and Miller; not the same number twice.
  mutating func nextRandom() -> Int64 {
    if seed == 0 { seed = UInt32(truncatingIfNeeded: randomNumber()) & 0x3fff_ffff | 1 }
    while true {
      seed = UInt32(UInt64(seed) * 16807 % 0x7fff_ffff)
      let value = Int64((seed >> 16 ^ seed) & 0x7fff)
      if value != lastRandom {
        lastRandom = value
        return value
      }
    }
  }
}

extension Shell {
  /// The value of a variable that is not set but may be a computed one.
  @inline(never)
  func valueOfUnset(_ slot: Slot) -> Bytes? {
    guard slot.int < names.count, let variable = ComputedVariable(names[slot]),
      !computed.hasLost(variable)
    else { return nil }
    if variable.isVolatile { variables.insert([.isSet, .computed], slot) }
    if variable.takesAssignments { variables.insert(.watched, slot) }
    compute(variable, slot)
    return variables.value(slot)
  }

  func compute(_ variable: ComputedVariable, _ slot: Slot) {
    switch variable {
    case .random: variables.set(slot, integer: computed.nextRandom())
    case .secureRandom:
      variables.set(slot, integer: Int64(UInt32(truncatingIfNeeded: randomNumber())))
    case .seconds:
      let start = computed.start ?? Clock.start(of: processIdentifier) ?? Clock.now
      computed.start = start
      variables.set(slot, integer: Int64(Clock.now - start))
    case .epochSeconds: variables.set(slot, integer: Int64(Clock.now))
    case .epochRealTime:
      let now = Clock.microseconds
      var text = ByteBuffer(capacity: 24)
      text.append(decimal: now / 1_000_000)
      text.append(".")
      let fraction = now % 1_000_000
      var unit = 100_000
      while unit > 0 {
        text.append(UInt8(ascii: "0") + UInt8(fraction / unit % 10))
        unit /= 10
      }
      variables.set(slot, text.bytes)
    case .pipeStatus:
      let array = ArrayValue(isAssociative: false)
      let statuses = options.contains(.pipeStatuses) ? pipeStatuses : [status]
      for (index, status) in statuses.enumerated() {
        array.set(Int64(index), integer: Int(status))
      }
      setComputed(slot, array)
    case .functionNames, .sources, .callLines: setComputed(slot, callList(variable))
    case .command:
      var text = ByteBuffer()
      appendCommandAtHand(to: &text)
      variables.set(slot, text.bytes)
    case .subshellDepth:
      let depth = forkDepth + subshells.levels.count - subshells.inherited
      variables.set(slot, integer: Int64(depth))
    case .user: variables.set(slot, integer: Int64(Process.user))
    case .effectiveUser: variables.set(slot, integer: Int64(Process.effectiveUser))
    case .host: withHostName { variables.set(slot, Bytes(cString: $0)) }
    case .system: variables.set(slot, Self.system)
    case .machine: variables.set(slot, Self.machine)
    case .machineAndSystem:
      var text = ByteBuffer(capacity: 24)
      text.append(Self.machine)
      text.append("-unknown-")
      text.append(Self.system)
      variables.set(slot, text.bytes)
    }
  }

  private func setComputed(_ slot: Slot, _ array: ArrayValue?) {
    if let array { variables.set(slot, array) } else { variables.unset(slot) }
    variables.insert(.computed, slot)
  }

  #if arch(x86_64)
    private static let machine: Bytes = "x86_64"
  #else
    private static let machine: Bytes = "aarch64"
  #endif
  private static let system: Bytes = "linux-gnu"

  /// A pipeline has ended: PIPESTATUS is about it until the second command from
  /// here begins.
  func keepStatuses(of job: Job) {
    pipeStatuses.removeAll(keepingCapacity: true)
    for i in 0..<job.processCount { pipeStatuses.append(job[i].status.shellStatus) }
    computed.hasBegunSince = false
    options.insert(.pipeStatuses)
  }

  /// A command begins.
  func agePipeStatuses() {
    if computed.hasBegunSince { options.remove(.pipeStatuses) }
    computed.hasBegunSince = true
  }

  /// An unset variable is about to be assigned to.
  func willAssignUnset(_ slot: Slot) {
    guard let variable = ComputedVariable(names[slot]), variable.takesAssignments,
      !computed.hasLost(variable)
    else { return }
    variables.insert(.watched, slot)
  }

  /// RANDOM or SECONDS has been assigned to, or was put back.
  func computedChanged(_ variable: ComputedVariable, _ slot: Slot) {
    let attributes = variables.attributes(slot)
    guard attributes.contains(.isSet), !attributes.contains(.computed) else { return }
    let value = variables.value(slot).flatMap { parseInteger($0) } ?? 0
    if variable == .random {
      computed.seed = UInt32(truncatingIfNeeded: value) % 0x7fff_ffff
      // Of 0 nothing comes.
      if computed.seed == 0 { computed.seed = 123_459_876 }
      computed.lastRandom = -1
    } else {
      computed.start = Clock.now &- Int(value)
    }
    variables.insert(.computed, slot)
  }

  /// `unset`: the name is an ordinary one from now on.
  func loseComputed(_ slot: Slot) {
    guard let variable = ComputedVariable(names[slot]) else { return }
    computed.lost |= 1 << variable.rawValue
    variables.remove([.watched, .computed], slot)
  }
}

import TestSupport
import Testing

/// Dialogues with the shell at a terminal, one after the other: each one has
/// a terminal and a home of its own, and the machine is not to be crowded.
@Suite(.serialized) struct Dialogues {}

extension Trait where Self == ConditionTrait {
  /// The expectation is swish's own; `reason` says what the peers do.
  static func swishOnly(_ reason: Comment) -> Self {
    .enabled(if: !PtyTestee.current.isPeer, reason)
  }
}

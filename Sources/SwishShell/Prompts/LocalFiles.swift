import SwishSyntax
import SwishSystem

/// Which files may be looked at before and while somebody types: those that no
/// network is needed for. One that is dead would hold the shell until it comes back.
public struct LocalFiles {
  /// Where other machines' files begin, without links.
  private var remote: Set<[UInt8]> = []

  /// `mounts` has the form of /proc/self/mountinfo.
  public init(mounts: Bytes) {
    var rest = mounts
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.count
      let fields = rest.prefix(end).array.split(separator: UInt8(ascii: " "))
      rest = rest.dropFirst(end + 1)
      // number parent device root PLACE options tags... - TYPE source
      guard let dash = fields.firstIndex(of: [UInt8(ascii: "-")]), dash + 1 < fields.count,
        fields.count > 4, LocalFiles.isRemote(Array(fields[dash + 1]))
      else { continue }
      remote.insert(LocalFiles.decoded(Array(fields[4])))
    }
  }

  public static func current() -> LocalFiles {
    var text = ByteBuffer(capacity: 16384)
    if let file = try? FileDescriptor.open("/proc/self/mountinfo", .read) {
      defer { file.close() }
      while let count = try? file.read(into: text.reserve(16384)), count > 0 { text.commit(count) }
    }
    return LocalFiles(mounts: text.bytes)
  }

  /// Follows the pathname and its links without touching what is remote.
  public func contains(_ path: Bytes, from directory: Bytes) -> Bool {
    if remote.isEmpty { return true }
    let slash = UInt8(ascii: "/")
    var names = path.array.split(separator: slash).reversed().map(Array.init)
    if path.first != slash {
      names += directory.array.split(separator: slash).reversed().map(Array.init)
    }
    var place: [UInt8] = []
    var links = 0
    while let name = names.popLast() {
      if name == [UInt8(ascii: ".")] { continue }
      if name == Array("..".utf8) {
        place.removeSubrange((place.lastIndex(of: slash) ?? 0)...)
        continue
      }
      let next = place + [slash] + name
      if remote.contains(next) { return false }
      guard let target = next.withCString({ FileName.target(ofLink: $0) }) else {
        place = next
        continue
      }
      links += 1
      if links > 40 { return false }
      if target.first == slash { place = [] }
      names += target.split(separator: slash).reversed().map(Array.init)
    }
    return true
  }

  private static func isRemote(_ type: [UInt8]) -> Bool {
    let types: Bytes =
      "nfs nfs4 cifs smb3 smbfs afs ceph glusterfs lustre gpfs beegfs orangefs coda ncpfs autofs"
    return type.starts(with: Array("fuse.".utf8))
      || types.array.split(separator: UInt8(ascii: " ")).contains { $0.elementsEqual(type) }
  }

  /// Blanks and the like are written `\ooo`.
  private static func decoded(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var at = 0
    while at < text.count {
      if text[at] == UInt8(ascii: "\\") && at + 3 < text.count {
        result.append(text[(at + 1)...(at + 3)].reduce(0) { $0 << 3 | ($1 & 7) })
        at += 4
      } else {
        result.append(text[at])
        at += 1
      }
    }
    return result
  }
}

/// Tells whether the file system that a file is on answers, so that using the
/// file will not hold the shell.
public final class FileSystemProbe {
  /// One that has no answer yet.
  private var question: (path: OwnedText, child: Background)?

  public init() {}

  /// A local file system does. Of one that needs a network, a child opens the
  /// file, and may get stuck; then no other asks, and it is hardly waited for.
  public func answers(
    _ path: UnsafePointer<CChar>, from directory: Bytes, within milliseconds: Int
  ) -> Bool {
    let asked = Bytes(cString: path)
    if question?.path.bytes != asked { question = nil }
    var end = Clock.milliseconds + min(milliseconds, 20)
    if question == nil {
      if LocalFiles.current().contains(asked, from: directory) { return true }
      end += milliseconds
      question = Background { output in
        if let file = try? FileDescriptor.open(path, .readAtOnce) { file.close() }
        try? output.writeAll(Bytes(".").raw)
      }.map { (OwnedText(asked), $0) }
    }
    guard let input = question?.child.input else { return false }
    while true {
      let left = Int32(max(0, end - Clock.milliseconds))
      switch FileDescriptor.waitForInput(input, milliseconds: left, unless: SignalSet()) {
      case .ready:
        question = nil
        return true
      case .interrupted: continue
      default: return false
      }
    }
  }
}

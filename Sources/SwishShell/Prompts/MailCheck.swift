// MAIL, MAILPATH and MAILCHECK (XCU sh, ENVIRONMENT VARIABLES): an interactive
// shell tells before PS1 that a mailbox has been created or modified.
import SwishSyntax
import SwishSystem

/// The mailboxes, and how they were when last looked at.
final class MailCheck {
  fileprivate struct Box {
    let path: OwnedText
    /// What is told, before its parameters are expanded; nil for the usual.
    let message: OwnedText?
    /// nil when there is no such file.
    var status: FileStatus?
    let probe = FileSystemProbe()
  }

  /// The value of MAILPATH or MAIL that `boxes` are made from.
  fileprivate let list: OwnedText
  fileprivate let isPath: Bool
  fileprivate var boxes: [Box] = []
  /// When they were looked at, in milliseconds.
  fileprivate var time = Clock.milliseconds

  fileprivate init(_ list: Bytes, isPath: Bool, from directory: OwnedText) {
    self.list = OwnedText(list)
    self.isPath = isPath
    defer { look(from: directory) { _ in } }
    guard isPath else {
      add(list.array, nil)
      return
    }
    var path: [UInt8] = []
    var message: [UInt8]?
    var isEscaped = false
    for index in list.indices {
      let byte = list[index]
      if byte == UInt8(ascii: ":") {
        add(path, message)
        path.removeAll()
        message = nil
      } else if message != nil {
        message?.append(byte)
      } else if byte == UInt8(ascii: "%") {
        if isEscaped { path[path.count - 1] = byte } else { message = [] }
      } else {
        path.append(byte)
      }
      isEscaped = byte == UInt8(ascii: "\\")
    }
    add(path, message)
  }

  private func add(_ path: [UInt8], _ message: [UInt8]?) {
    if path.isEmpty { return }
    boxes.append(Box(path: OwnedText(path), message: message.map { OwnedText($0) }))
  }

  /// Looks at the mailboxes whose file systems answer; `tell` of those with mail.
  fileprivate func look(from directory: OwnedText, _ tell: (Box) -> Void) {
    for index in boxes.indices {
      let box = boxes[index]
      guard box.probe.answers(box.path.cString, from: directory.bytes, within: 50) else { continue }
      boxes[index].status = FileStatus(box.path.cString)
      guard let status = boxes[index].status,
        !(box.status?.hasSameModification(as: status) ?? false)
      else { continue }
      tell(box)
    }
  }
}

extension Shell {
  /// Tells of new mail if MAILCHECK seconds have passed since the last look.
  public func checkMail() {
    let path = variable(named: "MAILPATH")
    guard let list = path ?? variable(named: "MAIL") else {
      prompts.mail = nil
      return
    }
    let directory = OwnedText(variable(named: "PWD") ?? .empty)
    guard let mail = prompts.mail, mail.list.bytes == list, mail.isPath == (path != nil) else {
      prompts.mail = MailCheck(list, isPath: path != nil, from: directory)
      return
    }
    let now = Clock.milliseconds
    let seconds = variable(named: "MAILCHECK") ?? "600"
    guard let interval = seconds.decimal, now - mail.time >= interval * 1000 else { return }
    mail.time = now
    mail.look(from: directory) { box in
      var text = ByteBuffer()
      if let message = box.message {
        appendExpanded(message.bytes, to: &text)
      } else {
        text.append("New mail in ")
        text.appendVisible(box.path.bytes)
      }
      text.append("\n")
      writeToStandardError(text.bytes)
    }
  }
}

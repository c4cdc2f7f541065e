import Glibc

/// A file system whose server never answers (FUSE), as over a network that is
/// down. What touches it waits until it is killed or the file system goes.
public final class SilentFileSystem {
  private let path: String
  private let server: Int32

  /// It takes a privilege to mount one.
  public static let isPossible = access("/dev/fuse", R_OK | W_OK) == 0 && SilentFileSystem() != nil

  /// To try whether it works.
  private convenience init?() {
    guard let folder = try? PtyTerminal.makeHome() else { return nil }
    defer { rmdir(folder) }
    self.init(at: folder)
    remove()
  }

  /// On an empty folder, which nobody may touch until `remove`.
  public init?(at path: String) {
    self.path = path
    server = open("/dev/fuse", O_RDWR | O_CLOEXEC)
    typealias Mount =
      @convention(c) (
        UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<CChar>, UInt, UnsafeRawPointer
      ) -> Int32
    let options = "fd=\(server),rootmode=40000,user_id=\(getuid()),group_id=\(getgid())"
    guard server >= 0,
      let mount = try? PtyProcess.hidden("mount", as: Mount.self),
      mount("silent", path, "fuse.silent", 0, options) == 0
    else {
      if server >= 0 { close(server) }
      return nil
    }
  }

  /// Who waits for it gets an error.
  public func remove() {
    typealias Unmount = @convention(c) (UnsafePointer<CChar>, Int32) -> Int32
    close(server)
    _ = try? PtyProcess.hidden("umount2", as: Unmount.self)(path, 2)
  }
}

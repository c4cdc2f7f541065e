// swift-tools-version: 6.1
import PackageDescription

// SWISH_DYNAMIC=1 links the release build dynamically, for systems without
// static libraries (README, "Building").
let linksDynamically = Context.environment["SWISH_DYNAMIC"] != nil

// lld comes with the toolchain, and is the linker that does not repeat glibc's
// advice on getpwnam and dlopen, which readline and the runtime refer to, for
// every static link.
let staticLink = [
  "-static-executable", "-use-ld=lld",
  // The functions of start-up and of common commands side by side, so that they
  // share pages; `make order` lists them.
  "-Xlinker", "--symbol-ordering-file=\(Context.packageDirectory)/Sources/swish/LinkOrder.txt",
  "-Xlinker", "--no-warn-symbol-ordering",
  "-Xlinker", "--strip-debug",
]

let strict: [SwiftSetting] = [
  .unsafeFlags(["-warnings-as-errors"]),
  // Exclusivity is proven in debug builds and by the tests; the dynamic check
  // costs more than the access it guards (ARCHITECTURE.md, "Speed").
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
  // SwiftPM asks for frame pointers, which nobody follows: 3 % of all instructions.
  .unsafeFlags(
    ["-Xcc", "-Xclang", "-Xcc", "-mframe-pointer=none"], .when(configuration: .release)),
  // So that the linker can put functions side by side (LinkOrder.txt).
  .unsafeFlags(["-Xfrontend", "-function-sections"], .when(configuration: .release)),
]

let package = Package(
  name: "swish",
  products: [.executable(name: "swish", targets: ["swish"])],
  targets: [
    .systemLibrary(name: "CReadline", path: "Modules/CReadline"),
    .target(
      name: "CSystem",
      cSettings: linksDynamically
        ? [] : [.define("SWISH_LEAN_START", .when(platforms: [.linux], configuration: .release))]),
    .target(name: "SwishSyntax", swiftSettings: strict),
    .target(
      name: "SwishSystem", dependencies: ["CSystem"],
      swiftSettings: strict
        + (linksDynamically
          ? []
          : [.define("SWISH_LEAN_START", .when(platforms: [.linux], configuration: .release))])),
    .target(
      name: "SwishShell", dependencies: ["SwishSyntax", "SwishSystem"], swiftSettings: strict),
    .target(
      name: "SwishTerminal",
      dependencies: ["SwishShell", "SwishSyntax", "SwishSystem", "CReadline"],
      swiftSettings: strict),
    .executableTarget(
      name: "swish", dependencies: ["SwishTerminal", "SwishShell"], exclude: ["LinkOrder.txt"],
      swiftSettings: strict,
      linkerSettings: linksDynamically
        ? []
        : [.unsafeFlags(staticLink, .when(platforms: [.linux], configuration: .release))]),

    // Runs programs for the tests: pipes, ptys, deadlines.
    .target(
      name: "TestSupport", dependencies: ["SwishSyntax"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(
      name: "SwishSyntaxTests", dependencies: ["SwishSyntax", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "SwishSystemTests", dependencies: ["SwishSystem"], swiftSettings: strict),
    .testTarget(
      name: "SwishShellTests", dependencies: ["SwishShell", "SwishSyntax", "SwishSystem"],
      swiftSettings: strict),
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "swish", "SwishTerminal", "SwishShell", "SwishSyntax", "SwishSystem", "TestSupport",
      ],
      path: "Tests/Fuzz", exclude: ["corpus"], swiftSettings: strict),
    .testTarget(
      name: "StructureTests", dependencies: ["SwishShell"], path: "Tests/Structure",
      swiftSettings: strict),
    .testTarget(
      name: "ConformanceTests", dependencies: ["swish", "TestSupport", "SwishSyntax"],
      path: "Tests/Conformance", exclude: ["cases"], swiftSettings: strict),
    .testTarget(
      name: "TerminalTests",
      dependencies: ["swish", "SwishTerminal", "SwishSyntax", "TestSupport"],
      path: "Tests/Terminal", swiftSettings: strict),
  ]
)

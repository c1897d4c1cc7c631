package dev.faultline.mount;

/** Flags of {@code open}, which differ between processors. */
final class Flags {
  private static final boolean ARM =
      System.getProperty("os.arch", "").equals("aarch64")
          || System.getProperty("os.arch", "").equals("arm64");

  static final int O_ACCMODE = 3;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  static final int O_TRUNC = 0x200;
  static final int O_APPEND = 0x400;
  static final int O_CLOEXEC = 0x80000;
  static final int O_DIRECT = ARM ? 0x10000 : 0x4000;
  static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
  static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
  static final int O_TMPFILE = 0x400000 | O_DIRECTORY;

  private Flags() {}
}

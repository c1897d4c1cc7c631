package dev.faultline.mount;

import dev.faultline.mount.sys.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Tells the kernel to forget what it keeps of files. It may have to write changed pages of mapped
 * files out first, which other threads have to answer: nobody may hold a lock that they need.
 */
final class Notices {
  private static final int HEADER = 16;
  private static final int FORGET_FILE = 2;
  private static final int FORGET_NAME = 3;

  private final int device;

  Notices(int device) {
    this.device = device;
  }

  /** The attributes and pages of a file; nothing where the kernel does not know it. */
  void forgetFile(long node) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment notice = arena.allocate(HEADER + 24, 8);
      notice.set(ValueLayout.JAVA_LONG, HEADER, node);
      send(arena, notice, FORGET_FILE);
    }
  }

  /** What a name in a folder leads to. */
  void forgetName(long folder, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment notice = arena.allocate(HEADER + 16 + bytes.length + 1, 8);
      notice.set(ValueLayout.JAVA_LONG, HEADER, folder);
      notice.set(ValueLayout.JAVA_INT, HEADER + 8, bytes.length);
      MemorySegment.copy(bytes, 0, notice, ValueLayout.JAVA_BYTE, HEADER + 16, bytes.length);
      send(arena, notice, FORGET_NAME);
    }
  }

  /** Whether it knew the file is of no interest. */
  private void send(Arena arena, MemorySegment notice, int kind) {
    notice.set(ValueLayout.JAVA_INT, 0, (int) notice.byteSize());
    notice.set(ValueLayout.JAVA_INT, 4, kind);
    new Libc(arena).write(device, notice.address(), notice.byteSize());
  }
}

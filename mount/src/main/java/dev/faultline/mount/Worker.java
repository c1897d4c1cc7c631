package dev.faultline.mount;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.faultline.mount.sys.Libc;
import dev.faultline.mount.wire.Exchange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/** What a thread needs to answer requests, one after the other: memory that it uses again. */
final class Worker {
  private static final byte[] DESCRIPTORS = "/proc/self/fd/".getBytes(StandardCharsets.US_ASCII);
  private static final int STATX_BASIC = 0x7ff;
  private static final int TYPE = 0170000;
  private static final int PLAIN = 0100000;
  private static final int FOLDER = 0040000;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;

  private final Exchange exchange;
  private final Libc libc;
  private final MemorySegment status;
  private final MemorySegment path;
  private final MemorySegment otherPath;
  private final MemorySegment scratch;
  private final MemorySegment empty;
  private final Arena arena;
  private boolean isStale;
  private MemorySegment portion = MemorySegment.NULL;

  Worker(Arena arena) {
    this.arena = arena;
    exchange = new Exchange(arena);
    libc = new Libc(arena);
    status = arena.allocate(256, 8);
    path = arena.allocate(64);
    otherPath = arena.allocate(64);
    scratch = arena.allocate(256, 8);
    empty = arena.allocate(1);
  }

  Exchange exchange() {
    return exchange;
  }

  Libc libc() {
    return libc;
  }

  /**
   * Makes a call as the user who asks: what is made belongs to it, and what only root may keep is
   * lost.
   */
  long asUser(LongSupplier call) {
    int refused = libc.become(exchange.user(), exchange.group());
    if (refused < 0) {
      return refused;
    }
    try {
      return call.getAsLong();
    } finally {
      libc.becomeSelf();
    }
  }

  /** 256 bytes for the arguments of one call. */
  MemorySegment scratch() {
    return scratch;
  }

  /** Memory for a part of a folder. */
  MemorySegment portion(int bytes) {
    if (portion.byteSize() < bytes) {
      portion = arena.allocate(bytes, 8);
    }
    return portion;
  }

  /** The address of an empty path: what the descriptor itself names. */
  long emptyPath() {
    return empty.address();
  }

  /** The path under which the system opens what a descriptor names; until the next such call. */
  long pathOf(int descriptor) {
    return pathOf(descriptor, path);
  }

  /** A second one beside {@link #pathOf}. */
  long otherPathOf(int descriptor) {
    return pathOf(descriptor, otherPath);
  }

  private static long pathOf(int descriptor, MemorySegment into) {
    MemorySegment.copy(DESCRIPTORS, 0, into, JAVA_BYTE, 0, DESCRIPTORS.length);
    int digits = 1;
    for (int rest = descriptor; rest >= 10; rest /= 10) {
      digits++;
    }
    int rest = descriptor;
    for (int at = DESCRIPTORS.length + digits - 1; at >= DESCRIPTORS.length; at--) {
      into.set(JAVA_BYTE, at, (byte) ('0' + rest % 10));
      rest /= 10;
    }
    into.set(JAVA_BYTE, DESCRIPTORS.length + digits, (byte) 0);
    return into.address();
  }

  /** Asks for the attributes of what a descriptor names. */
  int status(int descriptor) {
    return libc.statx(
        descriptor,
        empty.address(),
        AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW,
        STATX_BASIC,
        status.address());
  }

  /** Asks for the attributes of what a name in a folder stands for. */
  int status(int folder, long name) {
    return libc.statx(folder, name, AT_SYMLINK_NOFOLLOW, STATX_BASIC, status.address());
  }

  /** Which file {@link #status} was asked of. */
  Nodes.Identity identity() {
    long device =
        ((long) status.get(JAVA_INT, 136) << 32) | (status.get(JAVA_INT, 140) & 0xffffffffL);
    return new Nodes.Identity(device, status.get(JAVA_LONG, 32));
  }

  /** The mode that {@link #status} found. */
  int mode() {
    return Short.toUnsignedInt(status.get(JAVA_SHORT, 28));
  }

  /** The owner that {@link #status} found. */
  int user() {
    return status.get(JAVA_INT, 20);
  }

  /** Whether {@link #status} was asked of a plain file. */
  boolean isPlain() {
    return (mode() & TYPE) == PLAIN;
  }

  /** Whether {@link #status} was asked of a folder. */
  boolean isFolder() {
    return (mode() & TYPE) == FOLDER;
  }

  /** Whose group the file is that {@link #status} was asked of. */
  int group() {
    return status.get(JAVA_INT, 24);
  }

  /** How many names {@link #status} found. */
  int links() {
    return status.get(JAVA_INT, 16);
  }

  /** Writes the times of access and of change that {@link #status} found as two timespecs. */
  void keepTimes(MemorySegment into) {
    into.set(JAVA_LONG, 0, status.get(JAVA_LONG, 64));
    into.set(JAVA_LONG, 8, status.get(JAVA_INT, 72));
    into.set(JAVA_LONG, 16, status.get(JAVA_LONG, 112));
    into.set(JAVA_LONG, 24, status.get(JAVA_INT, 120));
  }

  /** Has the write of the current request reach no device. */
  void setStale(boolean isSo) {
    isStale = isSo;
  }

  /** Whether the write of the current request reaches no device. */
  boolean isStale() {
    return isStale;
  }

  /** How long the file is that {@link #status} was asked of. */
  long size() {
    return status.get(JAVA_LONG, 40);
  }

  /** Writes what {@link #status} found as {@code fuse_attr}. */
  void putAttributes(int offset, Nodes nodes) {
    exchange.put64(offset, nodes.shownInode(identity()));
    exchange.put64(offset + 8, status.get(JAVA_LONG, 40));
    exchange.put64(offset + 16, status.get(JAVA_LONG, 48));
    exchange.put64(offset + 24, status.get(JAVA_LONG, 64));
    exchange.put64(offset + 32, status.get(JAVA_LONG, 112));
    exchange.put64(offset + 40, status.get(JAVA_LONG, 96));
    exchange.put32(offset + 48, status.get(JAVA_INT, 72));
    exchange.put32(offset + 52, status.get(JAVA_INT, 120));
    exchange.put32(offset + 56, status.get(JAVA_INT, 104));
    exchange.put32(offset + 60, mode());
    exchange.put32(offset + 64, status.get(JAVA_INT, 16));
    exchange.put32(offset + 68, status.get(JAVA_INT, 20));
    exchange.put32(offset + 72, status.get(JAVA_INT, 24));
    exchange.put32(offset + 76, kernelDevice(status.get(JAVA_INT, 128), status.get(JAVA_INT, 132)));
    exchange.put32(offset + 80, status.get(JAVA_INT, 4));
    exchange.put32(offset + 84, 0);
  }

  /** A device's number as the kernel packs it into 32 bits. */
  private static int kernelDevice(int major, int minor) {
    return (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12);
  }
}
